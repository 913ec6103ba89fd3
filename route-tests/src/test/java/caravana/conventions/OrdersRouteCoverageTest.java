package caravana.conventions;

import caravana.fixture.OrdersTest;

@OrdersTest
class OrdersRouteCoverageTest extends EveryStepIsRun {

    @Override
    int fewestRoutes() {
        return 11;
    }
}
