package caravana.invoices;

import caravana.fixture.CompressedBodiesContract;
import caravana.fixture.InvoicesTest;
import java.util.List;
import java.util.stream.Stream;

@InvoicesTest
class CompressedBodiesTest extends CompressedBodiesContract {

    private static final String LETTER = "/dead-letters/00000000-0000-7000-8000-000000000000";

    static Stream<List<String>> operations() {
        return all(
                "GET /invoices",
                "GET /invoices/00000000-0000-7000-8000-000000000000",
                "GET /dead-letters",
                "GET " + LETTER,
                "POST /dead-letters/replay",
                "POST " + LETTER + "/replay",
                "POST " + LETTER + "/discard");
    }
}
