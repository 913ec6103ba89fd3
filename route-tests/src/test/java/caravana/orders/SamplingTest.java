package caravana.orders;

import caravana.fixture.SamplingContract;
import caravana.orders.OrdersTracing.OrderWorkOnly;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.samplers.Sampler;

class SamplingTest extends SamplingContract {

    @Override
    protected Sampler sampler(Sampler configured) {
        return new OrderWorkOnly(configured);
    }

    @Override
    protected OpenTelemetry openTelemetry() {
        return new OrdersTracing().openTelemetry();
    }
}
