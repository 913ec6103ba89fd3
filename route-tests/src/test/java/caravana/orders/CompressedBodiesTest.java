package caravana.orders;

import caravana.fixture.CompressedBodiesContract;
import caravana.fixture.OrdersTest;
import java.util.List;
import java.util.stream.Stream;

@OrdersTest
class CompressedBodiesTest extends CompressedBodiesContract {

    static Stream<List<String>> operations() {
        return all("POST /orders", "GET /orders", "GET /orders/00000000-0000-7000-8000-000000000000");
    }
}
