package caravana.starter.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of HTTP requests.
 *
 * @param queueTimeout the longest time that a request may wait in the queue before it is answered 503; more than 0
 * @param unavailable the detail of a 503 when the database or the broker did not respond in time
 * @param unfinished the detail of a 503 when the request timed out and may still be in progress
 */
@ConfigurationProperties("caravana.web")
record WebProperties(
        @DefaultValue("5s") Duration queueTimeout,

        @DefaultValue("The database or the broker did not respond in time; try again.")
        String unavailable,

        @DefaultValue("The request timed out and may still be in progress. Check the result before you try again.")
        String unfinished) {

    WebProperties {
        if (queueTimeout.isNegative() || queueTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "caravana.web.queue-timeout is " + queueTimeout + ": it must be more than 0");
        }
    }
}
