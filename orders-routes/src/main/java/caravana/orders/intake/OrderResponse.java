package caravana.orders.intake;

import caravana.starter.web.ProblemException;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * What a client is answered for its order; under an {@code Idempotency-Key} the same bytes each time it asks.
 *
 * @param json the order as it was placed
 */
record OrderResponse(UUID orderId, byte[] json) {

    /**
     * The answer that belongs to a key.
     *
     * @param recalled a row of {@code find-response.sql}; null where another request has the key at this moment
     */
    static OrderResponse recalled(Map<?, ?> recalled, PlacedOrder asked) {
        if (recalled == null) {
            throw new ProblemException(
                    HttpStatus.CONFLICT,
                    "A request with this Idempotency-Key is under way; send the same again in a moment.");
        }
        if (!Arrays.equals((byte[]) recalled.get("fingerprint"), asked.fingerprint())) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "This Idempotency-Key belongs to another order; a new order needs a new key.");
        }
        return new OrderResponse((UUID) recalled.get("order_id"), (byte[]) recalled.get("answer"));
    }
}
