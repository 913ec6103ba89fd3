package caravana.localstack;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** A broker of the user, which is neither started nor stopped. */
final class ExternalBroker implements MessageBroker {

    private static final String PREFIX = "SPRING_RABBITMQ_";
    private static final int PLAIN_PORT = 5672;
    private static final int TLS_PORT = 5671;
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

    private final Map<String, String> settings = new HashMap<>();
    private final String host;
    private final int port;
    private final String username;
    private final String password;
    private final String virtualHost;
    private final boolean tls;
    private final String kind;

    static boolean isNamedIn(Map<String, String> environment) {
        return !environment.getOrDefault(PREFIX + "ADDRESSES", "").isBlank()
                || !environment.getOrDefault(PREFIX + "HOST", "").isBlank();
    }

    static ExternalBroker connect(Map<String, String> environment) {
        return new ExternalBroker(environment);
    }

    /** Parses the variables as Spring Boot does: parts of an address override the variables for them. */
    private ExternalBroker(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                settings.put(name, value);
            }
        });
        URI address = firstAddress();
        String[] userInfo = address.getRawUserInfo() == null
                ? new String[0]
                : address.getRawUserInfo().split(":", 2);
        String path = address.getRawPath();
        tls = "amqps".equals(address.getScheme()) || Boolean.parseBoolean(setting("SSL_ENABLED", "false"));
        host = address.getHost();
        port = address.getPort() > 0 ? address.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        username = userInfo.length > 0 ? decoded(userInfo[0]) : setting("USERNAME", "guest");
        password = userInfo.length > 1 ? decoded(userInfo[1]) : setting("PASSWORD", "guest");
        virtualHost = path == null || path.isEmpty()
                ? setting("VIRTUAL_HOST", "/")
                : path.length() == 1 ? "/" : decoded(path.substring(1));
        kind = product();
    }

    private URI firstAddress() {
        String addresses = setting("ADDRESSES", "");
        String first = addresses.isBlank()
                ? setting("HOST", "localhost") + ":" + setting("PORT", Integer.toString(PLAIN_PORT))
                : addresses.split(",")[0].strip();
        try {
            URI uri = new URI(first.contains("://") ? first : "amqp://" + first);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new StartFailure("SPRING_RABBITMQ_ADDRESSES cannot be read: " + e.getMessage(), e);
        }
        throw new StartFailure("SPRING_RABBITMQ_ADDRESSES names no host: " + first);
    }

    private String product() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(host);
        factory.setPort(port);
        factory.setUsername(username);
        factory.setPassword(password);
        factory.setVirtualHost(virtualHost);
        factory.setConnectionTimeout(TIMEOUT_MILLIS);
        factory.setAutomaticRecoveryEnabled(false);
        try {
            if (tls) {
                factory.useSslProtocol();
            }
            try (Connection connection = factory.newConnection("caravana run")) {
                return String.valueOf(connection.getServerProperties().get("product"));
            }
        } catch (IOException | TimeoutException | GeneralSecurityException e) {
            throw new StartFailure(
                    "the broker cannot be used as " + username + " at " + host + ":" + port + ", virtual host "
                            + virtualHost + " (SPRING_RABBITMQ_...): " + StartFailure.reason(e),
                    e);
        }
    }

    private String setting(String name, String otherwise) {
        String value = settings.get(PREFIX + name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String username() {
        return username;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String virtualHost() {
        return virtualHost;
    }

    @Override
    public String kind() {
        return kind;
    }

    /** The variables of the user, unchanged, because only Spring Boot interprets all of them. */
    @Override
    public Map<String, String> environment() {
        return Map.copyOf(settings);
    }

    @Override
    public String description() {
        return "external, " + kind + " " + addresses();
    }

    @Override
    public void close() {
        // An external broker is not stopped.
    }
}
