package caravana.orders.intake;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A {@link Policy} under which all SQL of a route is one transaction; what fails rolls it back. Camel's own
 * {@code transacted()} brings an error handler of its own, which tells the calling route that all attempts are used up:
 * its client would get an empty 500 (4.17, {@code asksToTryAgainWhileTheDatabaseIsAway} pins it).
 */
@Component
class TransactionPolicy implements Policy {

    private final TransactionTemplate transactions;

    TransactionPolicy(PlatformTransactionManager manager) {
        this.transactions = new TransactionTemplate(manager);
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing to prepare: each exchange begins its own transaction.
    }

    @Override
    public Processor wrap(Route route, Processor work) {
        return exchange -> transactions.executeWithoutResult(transaction -> {
            process(work, exchange);
            if (exchange.getException() != null) {
                transaction.setRollbackOnly();
            }
        });
    }

    private static void process(Processor work, Exchange exchange) {
        try {
            work.process(exchange);
        } catch (Exception failure) {
            exchange.setException(failure);
        }
    }
}
