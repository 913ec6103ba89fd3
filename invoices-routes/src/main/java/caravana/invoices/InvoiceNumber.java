package caravana.invoices;

import java.util.Map;

/**
 * The number of an invoice: consecutive without gaps per merchant and year.
 *
 * @param year the year in which it was issued, in UTC
 * @param sequence 1 for the merchant's first invoice of the year
 */
public record InvoiceNumber(int year, long sequence) {

    public InvoiceNumber {
        if (year < 1 || sequence < 1) {
            throw new IllegalArgumentException("no invoice number: year " + year + ", sequence " + sequence);
        }
    }

    /** Reads {@code number_year} and {@code number_sequence} of a row. */
    public static InvoiceNumber ofRow(Map<?, ?> row) {
        return new InvoiceNumber((Integer) row.get("number_year"), (Long) row.get("number_sequence"));
    }

    /** As people read it, such as {@code 2026-000001}; from a million on with as many digits as it takes. */
    public String text() {
        return "%d-%06d".formatted(year, sequence);
    }
}
