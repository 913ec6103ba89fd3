package caravana.invoices;

import caravana.fixture.InvoicesTest;
import caravana.fixture.UnknownPathsContract;

@InvoicesTest
class UnknownPathsTest extends UnknownPathsContract {

    UnknownPathsTest() {
        super("/invoices");
    }
}
