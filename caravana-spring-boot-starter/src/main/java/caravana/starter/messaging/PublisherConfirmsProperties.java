package caravana.starter.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the broker may take to confirm what was published.
 *
 * @param timeout how long a batch waits for the broker's confirms, more than nothing; what is missing then is sent
 *     again
 */
@ConfigurationProperties("caravana.publisher-confirms")
record PublisherConfirmsProperties(@DefaultValue("10s") Duration timeout) {

    PublisherConfirmsProperties {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "caravana.publisher-confirms.timeout is " + timeout + ": it must be more than nothing");
        }
    }
}
