package caravana.conventions;

import caravana.fixture.InvoicesTest;

@InvoicesTest
class InvoicesRouteConventionsTest extends RouteConventions {}
