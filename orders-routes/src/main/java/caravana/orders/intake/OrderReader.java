package caravana.orders.intake;

import caravana.starter.json.InvalidJsonException;
import caravana.starter.json.SchemaReader;
import caravana.starter.json.Violation;
import caravana.starter.web.HttpRequests;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Reads the body of {@code POST /orders} and refuses whatever the contract does not allow, naming every place. The
 * schema in {@code orders-api.yaml} decides; what a schema cannot say (ISO code lists, a currency's decimals, text that
 * no database can hold) is checked here.
 */
@Component
class OrderReader {

    static final int MAX_BODY_KIBIBYTES = 512;

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private final SchemaReader reader =
            SchemaReader.ofRequests("classpath:orders/contract/orders-api.yaml#/components/schemas/PlaceOrder");

    PlaceOrder read(InputStream body) {
        JsonNode order = reader.parse(HttpRequests.body(body, MAX_BODY_KIBIBYTES));
        if (order.path("items").size() > PlaceOrder.MAX_ITEMS) {
            // Before the schema, which would look at every one of them.
            throw InvalidJsonException.breaksContract(
                    List.of(new Violation("/items", "must have at most 1,000 items")));
        }
        List<Violation> violations = new ArrayList<>();
        refuseUnstorableText(order, "", violations);
        violations.addAll(reader.violations(order));
        if (violations.isEmpty()) {
            checkCodesAndPrices(order, violations);
        }
        if (!violations.isEmpty()) {
            throw InvalidJsonException.breaksContract(violations);
        }
        return reader.convert(order, PlaceOrder.class);
    }

    /** PostgreSQL cannot store NUL, and a lone surrogate is no character: UTF-8 cannot carry it. */
    private static void refuseUnstorableText(JsonNode node, String pointer, List<Violation> violations) {
        if (node.isTextual()) {
            String text = node.textValue();
            if (text.indexOf('\0') >= 0) {
                violations.add(new Violation(pointer, "must not contain the NUL character"));
            }
            if (text.codePoints()
                    .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                violations.add(
                        new Violation(pointer, "must be Unicode text: it has a surrogate without its other half"));
            }
        } else if (node.isObject()) {
            node.properties()
                    .forEach(member -> refuseUnstorableText(
                            member.getValue(), pointer + "/" + Violation.escaped(member.getKey()), violations));
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                refuseUnstorableText(node.get(index), pointer + "/" + index, violations);
            }
        }
    }

    private static void checkCodesAndPrices(JsonNode order, List<Violation> violations) {
        if (!COUNTRIES.contains(order.at("/customer/address/country").textValue())) {
            violations.add(new Violation("/customer/address/country", "must be an ISO 3166-1 alpha-2 country code"));
        }
        String currency = order.get("currency").textValue();
        if (!CURRENCIES.contains(currency)) {
            violations.add(new Violation("/currency", "must be an ISO 4217 currency code"));
            return;
        }
        int decimals = Currency.getInstance(currency).getDefaultFractionDigits();
        JsonNode items = order.get("items");
        for (int index = 0; index < items.size(); index++) {
            if (!items.get(index).get("quantity").isIntegralNumber()) {
                violations.add(new Violation("/items/" + index + "/quantity", "must be written as an integer"));
            }
            if (new BigDecimal(items.get(index).get("unitPrice").textValue()).scale() > decimals) {
                violations.add(new Violation(
                        "/items/" + index + "/unitPrice",
                        "must have at most " + decimals + " decimals in " + currency));
            }
        }
    }
}
