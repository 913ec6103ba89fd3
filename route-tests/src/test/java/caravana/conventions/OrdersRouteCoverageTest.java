package caravana.conventions;

import caravana.fixture.OrdersTest;

@OrdersTest
class OrdersRouteCoverageTest extends RouteCoverageChecks {

    @Override
    int fewestRoutes() {
        return 11;
    }
}
