package caravana.starter.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import java.time.Instant;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.stereotype.Component;

/**
 * Sends log lines where the spans go, if {@code OTEL_LOGS_EXPORTER} says so, with the trace that they belong to.
 * OpenTelemetry's own appender for Logback needs semantic conventions as a library in 1.34 or later, Camel 4.17 in 1.27
 * or earlier: two versions of one jar.
 */
@Component
// Without an exporter the SDK looks for a class that is not there, for each line.
@ConditionalOnExpression("'${otel.logs.exporter:none}' != 'none'")
class LogExport extends AppenderBase<ILoggingEvent> implements InitializingBean, DisposableBean {

    private final LoggerProvider records;
    private final Logger root;

    LogExport(OpenTelemetry openTelemetry) {
        LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
        this.records = openTelemetry.getLogsBridge();
        this.root = logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        setName("opentelemetry");
        setContext(logback);
    }

    @Override
    public void afterPropertiesSet() {
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        // Without a context set, the record takes that of the thread, which is the one that logs.
        LogRecordBuilder line = records.get(event.getLoggerName())
                .logRecordBuilder()
                .setTimestamp(Instant.ofEpochMilli(event.getTimeStamp()))
                .setSeverity(severity(event.getLevel()))
                .setSeverityText(event.getLevel().toString())
                .setBody(event.getFormattedMessage())
                .setAttribute(AttributeKey.stringKey("thread.name"), event.getThreadName());
        event.getMDCPropertyMap().forEach((name, value) -> line.setAttribute(AttributeKey.stringKey(name), value));
        if (event.getThrowableProxy() != null) {
            line.setAttribute(
                            AttributeKey.stringKey("exception.type"),
                            event.getThrowableProxy().getClassName())
                    .setAttribute(
                            AttributeKey.stringKey("exception.stacktrace"),
                            ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        line.emit();
    }

    private static Severity severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> Severity.ERROR;
            case Level.WARN_INT -> Severity.WARN;
            case Level.INFO_INT -> Severity.INFO;
            case Level.DEBUG_INT -> Severity.DEBUG;
            default -> Severity.TRACE;
        };
    }

    @Override
    public void destroy() {
        root.detachAppender(this);
        stop();
    }
}
