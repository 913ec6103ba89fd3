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
 * Records the route steps that were executed, over all tests and Camel contexts of this JVM.
 * camel-report:route-coverage was tried first: docs/decisions.md lists what it misses.
 */
@AutoConfiguration
public class RouteCoverage {

    private static final Set<String> RUN = ConcurrentHashMap.newKeySet();

    /** Step ids differ between contexts; source lines do not. */
    @Bean
    static BeanPostProcessor recordsSourceLocations() {
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
    InterceptStrategy recordsExecutedSteps() {
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

    /** The source location of a step, such as {@code OrderIntakeRoute.java:47 to}. */
    static String placeOf(NamedNode step) {
        boolean written = step.getLocation() != null && !step.getLocation().startsWith("DataFormatClause");
        if (!written && step.getParent() instanceof ProcessorDefinition<?> parent) {
            // Camel 4.17 records its own class as the caller of marshal().json(), so the first step beside it gives the
            // location.
            NamedNode first =
                    parent.getOutputs().isEmpty() ? step : parent.getOutputs().get(0);
            String where = parent instanceof RouteDefinition || first == step ? parent.getId() : placeOf(first);
            return where + " > " + step.getShortName();
        }
        return step.getLocation() + ":" + step.getLineNumber() + " " + step.getShortName();
    }
}
