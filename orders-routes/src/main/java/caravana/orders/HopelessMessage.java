package caravana.orders;

import java.io.Serial;

/** A message that can never be processed, however often it is tried: it is parked at once with this reason. */
public class HopelessMessage extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public HopelessMessage(String reason) {
        super(reason);
    }
}
