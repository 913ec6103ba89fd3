package caravana.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request in the gateway, with the headers for its response. */
final class Call {

    final String method;
    final String path;
    final String query;
    final byte[] body;
    final String address;
    final Headers headers = new Headers();
    final Headers answerHeaders = new Headers();

    /** Null until an authentication plugin has run. */
    private JsonNode consumer;

    private boolean credential;

    Call(String method, String path, String query, byte[] body, String address) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.body = body;
        this.address = address;
    }

    /** Like Kong's authentication plugins, removes the client's own header if the consumer has no custom id. */
    void authenticate(JsonNode consumer, boolean credential) {
        this.consumer = consumer;
        this.credential = credential;
        headers.setOrClear("X-Consumer-Custom-ID", consumer.path("custom_id").textValue());
        headers.setOrClear("X-Consumer-Username", consumer.path("username").textValue());
        headers.setOrClear("X-Anonymous-Consumer", credential ? null : "true");
    }

    /** The values of a query parameter. */
    List<String> parameter(String name) {
        return query == null
                ? List.of()
                : Arrays.stream(query.split("&"))
                        .filter(pair -> pair.startsWith(name + "="))
                        .map(pair -> pair.substring(name.length() + 1))
                        .toList();
    }

    boolean hasCredential() {
        return credential;
    }

    Optional<JsonNode> consumer() {
        return Optional.ofNullable(consumer);
    }

    String consumerName() {
        return consumer == null ? null : consumer.path("username").asText();
    }

    /** Header fields, with case-insensitive names and several values for a name. */
    static final class Headers {

        private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        void add(String name, String value) {
            fields.computeIfAbsent(name, anyCase -> new ArrayList<>()).add(value);
        }

        void set(String name, String value) {
            fields.put(name, new ArrayList<>(List.of(value)));
        }

        void setOrClear(String name, String value) {
            if (value == null) {
                fields.remove(name);
            } else {
                set(name, value);
            }
        }

        void remove(String name) {
            fields.remove(name);
        }

        List<String> all(String name) {
            return fields.getOrDefault(name, List.of());
        }

        Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }

        Map<String, List<String>> fields() {
            return fields;
        }
    }
}
