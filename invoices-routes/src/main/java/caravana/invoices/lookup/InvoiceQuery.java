package caravana.invoices.lookup;

import caravana.invoices.InvoiceNumber;
import caravana.starter.web.Cursor;
import caravana.starter.web.Page;
import caravana.starter.web.QueryParameters;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request for a merchant's invoices.
 *
 * @param orderId the order of the invoice; null for a page of all invoices
 * @param limit the largest number of invoices on the page, 1 to 200
 * @param before the page starts with the highest number below this one
 */
record InvoiceQuery(UUID orderId, int limit, InvoiceNumber before) {

    private static final InvoiceNumber HIGHEST = new InvoiceNumber(Integer.MAX_VALUE, Long.MAX_VALUE);

    static InvoiceQuery of(Optional<String> orderId, Optional<String> limit, Optional<String> cursor) {
        return new InvoiceQuery(
                orderId.map(id -> QueryParameters.uuid("orderId", id)).orElse(null),
                QueryParameters.pageLimit(limit),
                cursor.map(InvoiceQuery::position).orElse(HIGHEST));
    }

    /** Returns the parameters of both queries: one extra row shows whether there is a next page. */
    Map<String, Object> row(String merchant) {
        Map<String, Object> row = new HashMap<>();
        row.put("merchant", merchant);
        row.put("orderId", orderId);
        row.put("year", before.year());
        row.put("sequence", before.sequence());
        row.put("limit", limit + 1);
        return row;
    }

    Page<IssuedInvoice> pageOf(List<IssuedInvoice> found) {
        return Page.of(found, limit, InvoiceQuery::cursor);
    }

    private static String cursor(IssuedInvoice last) {
        return Cursor.of(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(last.numberYear())
                .putLong(last.numberSequence()));
    }

    private static InvoiceNumber position(String cursor) {
        return Cursor.read(
                cursor, Integer.BYTES + Long.BYTES, number -> new InvoiceNumber(number.getInt(), number.getLong()));
    }
}
