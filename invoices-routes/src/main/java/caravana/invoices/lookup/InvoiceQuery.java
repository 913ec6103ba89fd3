package caravana.invoices.lookup;

import caravana.invoices.InvoiceNumber;
import caravana.invoices.Parameters;
import caravana.invoices.RequestRefused;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * Which of its invoices a merchant asks for.
 *
 * @param orderId the order whose invoice is asked for; null for a page of all
 * @param limit the most invoices on the page, 1 to 200
 * @param before the page begins with the highest number below this one
 */
record InvoiceQuery(UUID orderId, int limit, InvoiceNumber before) {

    private static final InvoiceNumber HIGHEST = new InvoiceNumber(Integer.MAX_VALUE, Long.MAX_VALUE);

    /** A page of a list, and the cursor of the one after it. */
    record Page(List<IssuedInvoice> items, String next) {}

    static InvoiceQuery of(Optional<String> orderId, Optional<String> limit, Optional<String> cursor) {
        return new InvoiceQuery(
                orderId.map(id -> Parameters.uuid("orderId", id)).orElse(null),
                Parameters.pageLimit(limit),
                cursor.map(InvoiceQuery::position).orElse(HIGHEST));
    }

    /** The parameters of either query: one row more than the page holds tells whether there is another page. */
    Map<String, Object> row(String merchant) {
        Map<String, Object> row = new HashMap<>();
        row.put("merchant", merchant);
        row.put("orderId", orderId);
        row.put("year", before.year());
        row.put("sequence", before.sequence());
        row.put("limit", limit + 1);
        return row;
    }

    Page pageOf(List<?> rows) {
        List<IssuedInvoice> invoices = rows.stream()
                .limit(limit)
                .map(row -> IssuedInvoice.ofRow((Map<?, ?>) row))
                .toList();
        return new Page(
                invoices, rows.size() > limit ? cursor(InvoiceNumber.ofRow((Map<?, ?>) rows.get(limit - 1))) : null);
    }

    static IssuedInvoice only(List<?> rows) {
        return rows.stream()
                .findFirst()
                .map(row -> IssuedInvoice.ofRow((Map<?, ?>) row))
                .orElseThrow(() -> new RequestRefused(HttpStatus.NOT_FOUND, "There is no such invoice."));
    }

    private static String cursor(InvoiceNumber last) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(last.year())
                .putLong(last.sequence())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static InvoiceNumber position(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == Integer.BYTES + Long.BYTES) {
                ByteBuffer position = ByteBuffer.wrap(bytes);
                return new InvoiceNumber(position.getInt(), position.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw unknownCursor();
        }
        throw unknownCursor();
    }

    private static RequestRefused unknownCursor() {
        return RequestRefused.parameter("cursor", "must be the next of a page that was answered before");
    }
}
