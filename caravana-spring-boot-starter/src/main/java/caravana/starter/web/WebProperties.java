package caravana.starter.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How requests are taken in.
 *
 * @param queueTimeout how long a request may wait for its turn before it is answered 503 instead of worked on, more than
 *     nothing
 * @param unavailable what a client is told where the database or the broker did not answer in time
 * @param unfinished what a client is told whose request took too long and may still be worked on
 */
@ConfigurationProperties("caravana.web")
record WebProperties(
        @DefaultValue("5s") Duration queueTimeout,

        @DefaultValue("The database or the broker did not answer in time; try again.")
        String unavailable,

        @DefaultValue(
                "The request took too long and may still be worked on. Look what has become of it before you try again.")
        String unfinished) {

    WebProperties {
        if (queueTimeout.isNegative() || queueTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "caravana.web.queue-timeout is " + queueTimeout + ": it must be more than nothing");
        }
    }
}
