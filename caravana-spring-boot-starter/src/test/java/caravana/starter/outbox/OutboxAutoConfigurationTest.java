package caravana.starter.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

class OutboxAutoConfigurationTest {

    /** No context of these tests connects to its broker. */
    private static final ConnectionFactory UNREACHABLE = new CachingConnectionFactory("localhost", 1);

    private static final Outbox PETS = new Outbox(
            "classpath:pets/sql", "pets", "pet.adopted.v1", row -> OutboxEvent.of(row, Map.of(), "an event"));

    private final ApplicationContextRunner withBroker = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    OutboxAutoConfiguration.class,
                    ClassUtils.resolveClassName("caravana.starter.messaging.MessagingAutoConfiguration", null)))
            .withBean(Tracer.class, () -> OpenTelemetry.noop().getTracer("any"))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(ConnectionFactory.class, () -> UNREACHABLE);
    private final ApplicationContextRunner withOutbox = withBroker.withBean(Outbox.class, () -> PETS);

    @Test
    void emptiesAndMeasuresTheOutboxOfAServiceThatHasOne() {
        withOutbox.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(OutboxRelayRoute.class)
                .hasSingleBean(OutboxMetricsRoute.class));
    }

    @Test
    void leavesAServiceAloneThatHasNone() {
        withBroker.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(OutboxRelayRoute.class)
                .doesNotHaveBean(OutboxMetricsRoute.class));
    }

    @Test
    void leavesAServiceAloneThatHasNoBroker() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(OutboxAutoConfiguration.class))
                .withBean(Outbox.class, () -> PETS)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(OutboxRelayRoute.class));
    }

    /** Or another instance would publish what this one still waits for. */
    @ParameterizedTest
    @ValueSource(strings = {"5s", "5900ms", "1s", "0s", "-7s"})
    void refusesALeaseThatIsNotLongerThanTheBrokerMayTake(String lease) {
        withOutbox
                .withPropertyValues("caravana.publisher-confirms.timeout=5s", "caravana.outbox.lease=" + lease)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("caravana.outbox.lease is ")
                        .hasMessageEndingWith("longer than caravana.publisher-confirms.timeout, which is PT5S"));
    }

    @Test
    void takesALeaseThatIsASecondLonger() {
        withOutbox
                .withPropertyValues("caravana.publisher-confirms.timeout=5s", "caravana.outbox.lease=6s")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "caravana.outbox.poll-delay, 0ms",
        "caravana.outbox.poll-delay, -1s",
        "caravana.outbox.poll-delay, 999us",
        "caravana.outbox.metrics-interval, 0s",
        "caravana.outbox.metrics-interval, -5s",
        "caravana.outbox.metrics-interval, 1ns",
        "caravana.outbox.batch-size, 0",
        "caravana.outbox.batch-size, -1",
        "caravana.outbox.batch-size, 10001"
    })
    void refusesAValueByTheNameOfItsProperty(String property, String value) {
        withOutbox
                .withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageStartingWith(property + " is "));
    }
}
