package caravana.conventions;

import caravana.fixture.OrdersTest;

@OrdersTest
class OrdersRouteConventionsTest extends RouteConventions {}
