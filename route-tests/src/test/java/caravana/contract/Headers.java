package caravana.contract;

import java.util.ArrayList;
import java.util.List;

/** Request headers as names and values, without those that have no value. */
final class Headers {

    private Headers() {}

    static String[] of(String contentType, String accept, String merchantHeader, String merchant) {
        List<String> headers = new ArrayList<>(List.of("Accept", accept));
        if (contentType != null) {
            headers.addAll(List.of("Content-Type", contentType));
        }
        if (merchant != null) {
            headers.addAll(List.of(merchantHeader, merchant));
        }
        return headers.toArray(String[]::new);
    }
}
