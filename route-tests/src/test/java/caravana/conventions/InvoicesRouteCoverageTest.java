package caravana.conventions;

import caravana.fixture.InvoicesTest;

@InvoicesTest
class InvoicesRouteCoverageTest extends EveryStepIsRun {

    @Override
    int fewestRoutes() {
        return 18;
    }
}
