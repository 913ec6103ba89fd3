package caravana.starter.telemetry;

import ch.qos.logback.classic.Logger;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;

/**
 * Exports log lines with their trace context through OpenTelemetry's Logback appender, if {@code OTEL_LOGS_EXPORTER} is
 * set.
 */
// Without an exporter, the SDK tries to load a missing class for each line.
@ConditionalOnExpression("'${otel.logs.exporter:none}' != 'none'")
class LogExport implements InitializingBean, DisposableBean {

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final OpenTelemetryAppender appender = new OpenTelemetryAppender();

    LogExport(OpenTelemetry openTelemetry) {
        appender.setName("opentelemetry");
        appender.setContext(root.getLoggerContext());
        appender.setOpenTelemetry(openTelemetry);
        appender.setCaptureMdcAttributes("*");
        // The name of the thread.
        appender.setCaptureExperimentalAttributes(true);
    }

    @Override
    public void afterPropertiesSet() {
        appender.start();
        root.addAppender(appender);
    }

    @Override
    public void destroy() {
        root.detachAppender(appender);
        appender.stop();
    }
}
