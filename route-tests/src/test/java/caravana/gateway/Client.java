package caravana.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody out in the world, with what they prove themselves by. */
record Client(URI gateway, String... credentials) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Client nobody(URI gateway) {
        return new Client(gateway);
    }

    /** With the API key of a consumer, such as {@code DEMO}. */
    static Client withKeyOf(String consumer, URI gateway) {
        return new Client(gateway, "apikey", KongFile.VARIABLES.get("CARAVANA_KEY_" + consumer));
    }

    static Client withToken(String token, URI gateway) {
        return new Client(gateway, "Authorization", "Bearer " + token);
    }

    /** A token as ACME signs it. */
    static String tokenOfAcme(Duration validFor) {
        return token("HS256", "acme", validFor, KongFile.VARIABLES.get("CARAVANA_JWT_SECRET_ACME"));
    }

    static String token(String algorithm, String issuer, Duration validFor, String secret) {
        String signed = base64("{\"alg\":\"%s\",\"typ\":\"JWT\"}".formatted(algorithm)) + "."
                + base64("{\"iss\":\"%s\",\"exp\":%d}"
                        .formatted(issuer, Instant.now().plus(validFor).getEpochSecond()));
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hmac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> get(String pathAndQuery, String... headers) {
        return send("GET", pathAndQuery, "", headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    /** A request with its headers as name, value, name, value. */
    HttpResponse<String> send(String method, String pathAndQuery, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + pathAndQuery))
                .timeout(Duration.ofSeconds(90))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        String[] all = Stream.of(credentials, headers).flatMap(Stream::of).toArray(String[]::new);
        for (int i = 0; i < all.length; i += 2) {
            request.header(all[i], all[i + 1]);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }
}
