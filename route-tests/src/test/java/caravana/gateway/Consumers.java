package caravana.gateway;

import caravana.fixture.Api;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Clients of the gateway, with the credentials of Kong's consumers. */
final class Consumers {

    private Consumers() {}

    /** A client with the API key of a consumer, such as {@code DEMO}. */
    static Api withKeyOf(String consumer, URI gateway) {
        return new Api(gateway.toString(), "apikey", KongFile.VARIABLES.get("CARAVANA_KEY_" + consumer));
    }

    static Api withToken(String token, URI gateway) {
        return new Api(gateway.toString(), "Authorization", "Bearer " + token);
    }

    /** A token signed with the secret of ACME. */
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
}
