package caravana.orders;

import caravana.fixture.OrdersTest;
import caravana.fixture.UnknownPathsContract;

@OrdersTest
class UnknownPathsTest extends UnknownPathsContract {

    UnknownPathsTest() {
        super("/orders");
    }
}
