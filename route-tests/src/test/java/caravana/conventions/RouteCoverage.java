package caravana.conventions;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Remembers which steps of which routes were run, over all tests and all contexts of this JVM. Written for this build:
 * camel-report:route-coverage was tried where the routes live: docs/decisions.md says what it misses.
 */
@AutoConfiguration
public class RouteCoverage {

    private static final Set<String> RUN = ConcurrentHashMap.newKeySet();

    /** Ids of steps are new in each context, their lines are not. */
    @Bean
    static BeanPostProcessor tellsTheLineOfEveryStep() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof CamelContext context) {
                    context.setSourceLocationEnabled(true);
                }
                return bean;
            }
        };
    }

    @Bean
    InterceptStrategy remembersStepsThatWereRun() {
        return (context, step, processor, next) -> {
            String place = placeOf(step);
            return new DelegateAsyncProcessor(processor) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    RUN.add(place);
                    return super.process(exchange, callback);
                }
            };
        };
    }

    static boolean wasRun(NamedNode step) {
        return RUN.contains(placeOf(step));
    }

    /** Where a step stands in the sources, such as {@code OrderIntakeRoute.java:47 to}. */
    static String placeOf(NamedNode step) {
        boolean written = step.getLocation() != null && !step.getLocation().startsWith("DataFormatClause");
        if (!written && step.getParent() instanceof ProcessorDefinition<?> parent) {
            // 4.17 takes its own class for the caller where marshal().json() is written: told by its first neighbour
            NamedNode first =
                    parent.getOutputs().isEmpty() ? step : parent.getOutputs().get(0);
            String where = parent instanceof RouteDefinition || first == step ? parent.getId() : placeOf(first);
            return where + " > " + step.getShortName();
        }
        return step.getLocation() + ":" + step.getLineNumber() + " " + step.getShortName();
    }
}
