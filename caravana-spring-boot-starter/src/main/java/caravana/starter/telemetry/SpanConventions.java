package caravana.starter.telemetry;

import caravana.starter.sql.SqlFailures;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.component.rest.RestEndpoint;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.tracing.SpanAdapter;
import org.apache.camel.tracing.SpanDecorator;
import org.apache.camel.tracing.SpanKind;
import org.apache.camel.tracing.decorators.AbstractInternalSpanDecorator;
import org.apache.camel.tracing.decorators.AbstractMessagingSpanDecorator;
import org.apache.camel.tracing.decorators.AbstractSpanDecorator;

/**
 * Span names and attributes of OpenTelemetry's semantic conventions (1.37) for HTTP, RabbitMQ and SQL endpoints.
 * Camel's decorators (4.17) use older names. They also record endpoint URIs, parameters and exception messages, which
 * may contain customer data. URL queries are left out for the same reason.
 */
final class SpanConventions {

    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("camel.route.id");
    private static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    /** The message header with the servlet request, set by camel-platform-http on Spring Boot. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    /** The request attribute that holds the span of an HTTP request after its route has ended. */
    static final String REQUEST_SPAN = "caravana.span";

    /** A {@code direct:} endpoint calls another route of the same service, and gets no span. */
    private static final SpanDecorator NO_SPAN = new AbstractInternalSpanDecorator() {
        @Override
        public String getComponent() {
            return "direct";
        }

        @Override
        public String getComponentClassName() {
            return null;
        }

        @Override
        public boolean newSpan() {
            return false;
        }
    };

    private final SpanDecorator http = new Http();
    private final SpanDecorator messaging;
    private final SpanDecorator database;

    /**
     * Creates the conventions for the endpoints of this service.
     *
     * @param broker the broker's host
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
     */
    SpanConventions(String broker, int brokerPort, String jdbcUrl) {
        this.messaging = new Messaging(broker, brokerPort);
        this.database = new Database(server(jdbcUrl));
    }

    /** Returns the database server; without host and port if only the driver can parse the URL. */
    private static URI server(String jdbcUrl) {
        try {
            return new URI(jdbcUrl.substring("jdbc:".length()));
        } catch (URISyntaxException e) {
            return URI.create("postgresql:///");
        }
    }

    /** Returns the conventions for an endpoint; empty for other kinds of endpoint. */
    Optional<SpanDecorator> of(Endpoint endpoint) {
        if (endpoint instanceof SqlEndpoint) {
            return Optional.of(database);
        }
        if (endpoint instanceof SpringRabbitMQEndpoint) {
            return Optional.of(messaging);
        }
        if (endpoint instanceof DirectEndpoint) {
            return Optional.of(NO_SPAN);
        }
        return endpoint instanceof RestEndpoint ? Optional.of(http) : Optional.empty();
    }

    /** Sets the status of a span to error. */
    private static void fail(Span span, String errorType) {
        span.setStatus(StatusCode.ERROR).setAttribute(ERROR_TYPE, errorType);
    }

    private static String errorType(Throwable failure) {
        return failure == null ? "_OTHER" : failure.getClass().getName();
    }

    private static void describe(Span span, Exchange exchange) {
        span.setAttribute(ROUTE, exchange.getFromRouteId());
        SpanAttributes.of(exchange).forEach(span::setAttribute);
    }

    /** HTTP server spans: {@code POST /pets}. */
    private static final class Http extends AbstractSpanDecorator {

        private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

        @Override
        public String getComponent() {
            return "rest";
        }

        @Override
        public String getComponentClassName() {
            return null;
        }

        @Override
        public String getOperationName(Exchange exchange, Endpoint endpoint) {
            return method(endpoint) + " " + route(endpoint);
        }

        @Override
        public void pre(SpanAdapter camels, Exchange exchange, Endpoint endpoint) {
            Span span = Spans.of(camels);
            HttpServletRequest request = exchange.getMessage().getHeader(SERVLET_REQUEST, HttpServletRequest.class);
            request.setAttribute(REQUEST_SPAN, span);
            describe(span, exchange);
            span.setAttribute("http.request.method", method(endpoint))
                    .setAttribute("http.route", route(endpoint))
                    .setAttribute("url.scheme", request.getScheme())
                    .setAttribute("url.path", request.getRequestURI())
                    .setAttribute(SERVER_ADDRESS, request.getServerName())
                    .setAttribute(SERVER_PORT, (long) request.getServerPort());
        }

        @Override
        public void post(SpanAdapter camels, Exchange exchange, Endpoint endpoint) {
            Span span = Spans.of(camels);
            int status = Objects.requireNonNullElse(
                    exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                    exchange.isFailed() ? 500 : 200);
            span.setAttribute(STATUS, (long) status);
            // A 4xx is not an error of a server span (semantic conventions, HTTP spans).
            if (status >= 500) {
                fail(span, String.valueOf(status));
                Throwable failure = Spans.caught(exchange);
                if (failure != null) {
                    Spans.recordException(span, failure);
                }
            }
            SpanAttributes.clear(exchange);
        }

        private static String method(Endpoint endpoint) {
            return ((RestEndpoint) endpoint).getMethod().toUpperCase(Locale.ROOT);
        }

        private static String route(Endpoint endpoint) {
            RestEndpoint rest = (RestEndpoint) endpoint;
            return Stream.of(rest.getPath(), rest.getUriTemplate())
                    .filter(part -> part != null && !part.isEmpty())
                    .map(part -> part.startsWith("/") ? part : "/" + part)
                    .collect(Collectors.joining());
        }
    }

    /** Messaging spans (RabbitMQ): {@code publish pets:pet.adopted.v1}, {@code process …:vets.pet-adopted}. */
    private static final class Messaging extends AbstractMessagingSpanDecorator {

        private static final String NO_NAME = "amq.default";
        private static final AttributeKey<Long> DELIVERY_TAG =
                AttributeKey.longKey("messaging.rabbitmq.message.delivery_tag");

        private final String host;
        private final long port;

        private Messaging(String host, int port) {
            this.host = host;
            this.port = port;
        }

        @Override
        public String getComponent() {
            return "spring-rabbitmq";
        }

        @Override
        public String getComponentClassName() {
            return null;
        }

        @Override
        public String getOperationName(Exchange exchange, Endpoint endpoint) {
            return (consumes(endpoint) ? "process " : "publish ") + getDestination(exchange, endpoint);
        }

        @Override
        protected String getDestination(Exchange exchange, Endpoint endpoint) {
            SpringRabbitMQEndpoint rabbit = (SpringRabbitMQEndpoint) endpoint;
            if (!consumes(endpoint)) {
                return exchangeName(rabbit.getExchangeName()) + ":" + rabbit.getRoutingKey();
            }
            Map<String, Object> message = exchange.getMessage().getHeaders();
            Object key = message.get(SpringRabbitMQConstants.ROUTING_KEY);
            String from = exchangeName((String) message.get(SpringRabbitMQConstants.EXCHANGE_NAME));
            return rabbit.getQueues().equals(key)
                    ? from + ":" + rabbit.getQueues()
                    : from + ":" + key + ":" + rabbit.getQueues();
        }

        @Override
        public void pre(SpanAdapter camels, Exchange exchange, Endpoint endpoint) {
            Span span = Spans.of(camels);
            boolean consumes = consumes(endpoint);
            Map<String, Object> message = exchange.getMessage().getHeaders();
            describe(span, exchange);
            span.setAttribute("messaging.system", "rabbitmq")
                    .setAttribute("messaging.operation.type", consumes ? "process" : "send")
                    .setAttribute("messaging.operation.name", consumes ? "process" : "publish")
                    .setAttribute("messaging.destination.name", getDestination(exchange, endpoint))
                    .setAttribute(
                            "messaging.rabbitmq.destination.routing_key",
                            consumes
                                    ? (String) message.get(SpringRabbitMQConstants.ROUTING_KEY)
                                    : ((SpringRabbitMQEndpoint) endpoint).getRoutingKey())
                    .setAttribute("messaging.message.id", (String) message.get(SpringRabbitMQConstants.MESSAGE_ID))
                    .setAttribute(SERVER_ADDRESS, host)
                    .setAttribute(SERVER_PORT, port);
            if (consumes) {
                span.setAttribute(DELIVERY_TAG, (Long) message.get(SpringRabbitMQConstants.DELIVERY_TAG))
                        .setAttribute(
                                "caravana.message.redelivered",
                                Boolean.TRUE.equals(message.get(SpringRabbitMQConstants.REDELIVERED)));
            }
        }

        @Override
        public void post(SpanAdapter camels, Exchange exchange, Endpoint endpoint) {
            Span span = Spans.of(camels);
            if (consumes(endpoint)) {
                if (exchange.isFailed() || ExchangeHelper.isFailureHandled(exchange)) {
                    fail(span, errorType(Spans.caught(exchange)));
                }
                SpanAttributes.clear(exchange);
            } else if (exchange.getException() != null) {
                fail(span, errorType(exchange.getException()));
                Spans.recordException(span, exchange.getException());
            }
        }

        private static boolean consumes(Endpoint endpoint) {
            return ((SpringRabbitMQEndpoint) endpoint).getQueues() != null;
        }

        private static String exchangeName(String name) {
            return name == null || name.isEmpty() || name.equals(SpringRabbitMQConstants.DEFAULT_EXCHANGE_NAME)
                    ? NO_NAME
                    : name;
        }
    }

    /** Database client spans, named after the SQL file: {@code adopt-pet}. */
    private static final class Database extends AbstractSpanDecorator {

        private final URI server;
        private final String namespace;

        private Database(URI server) {
            this.server = server;
            this.namespace = Objects.requireNonNullElse(server.getPath(), "").replaceFirst("^/", "");
        }

        @Override
        public String getComponent() {
            return "sql";
        }

        @Override
        public String getComponentClassName() {
            return null;
        }

        @Override
        public SpanKind getInitiatorSpanKind() {
            return SpanKind.SPAN_KIND_CLIENT;
        }

        @Override
        public String getOperationName(Exchange exchange, Endpoint endpoint) {
            String uri = endpoint.getEndpointUri();
            int end = uri.indexOf(".sql");
            return uri.substring(uri.lastIndexOf('/', end) + 1, end);
        }

        @Override
        public void pre(SpanAdapter camels, Exchange exchange, Endpoint endpoint) {
            Span span = Spans.of(camels);
            describe(span, exchange);
            span.setAttribute("db.system.name", "postgresql")
                    .setAttribute("db.namespace", namespace)
                    .setAttribute("db.query.summary", getOperationName(exchange, endpoint))
                    .setAttribute(SERVER_ADDRESS, server.getHost());
            if (server.getPort() != -1) {
                span.setAttribute(SERVER_PORT, (long) server.getPort());
            }
        }

        @Override
        public void post(SpanAdapter camels, Exchange exchange, Endpoint endpoint) {
            Throwable failure = exchange.getException();
            if (failure != null) {
                Span span = Spans.of(camels);
                String state = SqlFailures.sqlState(failure);
                if (state != null) {
                    span.setAttribute("db.response.status_code", state);
                }
                fail(span, state == null ? errorType(failure) : state);
                Spans.recordException(span, failure);
            }
        }
    }
}
