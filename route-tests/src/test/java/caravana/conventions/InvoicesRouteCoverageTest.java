package caravana.conventions;

import caravana.fixture.InvoicesTest;

@InvoicesTest
class InvoicesRouteCoverageTest extends RouteCoverageChecks {

    @Override
    int fewestRoutes() {
        return 18;
    }
}
