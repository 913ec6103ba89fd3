package caravana.starter.messaging;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.beans.factory.InitializingBean;

/** Says once that the broker is away and once that it is back, where the libraries print a stack trace a retry. */
final class ConnectionLog implements ConnectionListener, InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);

    private final ConnectionFactory broker;
    private final AtomicBoolean away = new AtomicBoolean();

    ConnectionLog(ConnectionFactory broker) {
        this.broker = broker;
    }

    @Override
    public void afterPropertiesSet() {
        broker.addConnectionListener(this);
    }

    @Override
    public void onCreate(Connection connection) {
        away.set(false);
        LOG.info("Connected to the broker {}:{}", broker.getHost(), broker.getPort());
    }

    @Override
    public void onFailed(Exception failure) {
        if (!away.getAndSet(true)) {
            LOG.warn(
                    "The broker {}:{} cannot be reached ({}); trying again until it can, see SPRING_RABBITMQ_*",
                    broker.getHost(),
                    broker.getPort(),
                    Failures.rootMessage(failure));
        }
    }
}
