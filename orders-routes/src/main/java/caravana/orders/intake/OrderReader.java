package caravana.orders.intake;

import caravana.orders.RequestRefused;
import caravana.orders.RequestRefused.Violation;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Reads the body of {@code POST /orders} and refuses whatever the contract does not allow, naming every place. The
 * schema in {@code orders-api.yaml} decides; what a schema cannot say (ISO code lists, a currency's decimals, text that
 * no database can hold) is checked here.
 */
@Component
class OrderReader {

    static final int MAX_BODY_BYTES = 512 * 1024;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME_LENGTH = 1_000;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int MAX_VIOLATIONS = 50;
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    /** An OpenAPI document has members that JSON Schema does not know; they say nothing about a body. */
    private static final JsonMetaSchema OPENAPI_DIALECT = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .unknownKeywordFactory((keyword, node) -> new NonValidationKeyword(keyword))
            .build();

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private final JsonSchema schema = JsonSchemaFactory.getInstance(
                    SpecVersion.VersionFlag.V202012, factory -> factory.metaSchema(OPENAPI_DIALECT))
            .getSchema(
                    SchemaLocation.of("classpath:orders/contract/orders-api.yaml#/components/schemas/PlaceOrder"),
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .locale(Locale.ENGLISH)
                            .build());

    PlaceOrder read(InputStream body) {
        JsonNode order = parse(bytes(body));
        List<Violation> violations = new ArrayList<>();
        if (order.path("items").size() > PlaceOrder.MAX_ITEMS) {
            // Before the schema, which would look at every one of them.
            throw RequestRefused.body(List.of(new Violation("/items", "must have at most 1,000 items")));
        }
        refuseUnstorableText(order, "", violations);
        schema.validate(order).forEach(message -> violations.add(violation(message)));
        if (violations.isEmpty()) {
            checkCodesAndPrices(order, violations);
        }
        if (!violations.isEmpty()) {
            throw RequestRefused.body(violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS)));
        }
        return json.convertValue(order, PlaceOrder.class);
    }

    private static byte[] bytes(InputStream body) {
        if (body == null) {
            return new byte[0];
        }
        try {
            byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new RequestRefused(HttpStatus.PAYLOAD_TOO_LARGE, "The body is larger than 512 KiB.");
            }
            return bytes;
        } catch (IOException e) {
            throw RequestRefused.body(List.of(new Violation("", "did not arrive whole")));
        }
    }

    private JsonNode parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw RequestRefused.body(List.of(new Violation("", "is empty; a JSON object is expected")));
        }
        try {
            return json.readTree(bytes);
        } catch (StreamConstraintsException e) {
            throw RequestRefused.body(List.of(new Violation(
                    "", "is nested deeper than " + MAX_DEPTH + " levels, or holds an overlong number or name")));
        } catch (JacksonException e) {
            throw RequestRefused.body(List.of(notJson(e)));
        } catch (IOException e) {
            throw RequestRefused.body(List.of(new Violation("", "is not JSON in UTF-8")));
        }
    }

    /** Jackson's own messages name its classes; position and path are all a client needs. */
    private static Violation notJson(JacksonException e) {
        String where = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        boolean parsing = e instanceof JsonParseException parse && parse.getProcessor() != null;
        String pointer = parsing
                ? ((JsonParseException) e)
                        .getProcessor()
                        .getParsingContext()
                        .pathAsPointer()
                        .toString()
                : "";
        boolean duplicate =
                e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate");
        return new Violation(pointer, (duplicate ? "stands twice in its object" : "is not JSON") + where);
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
                            member.getValue(), pointer + "/" + escaped(member.getKey()), violations));
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                refuseUnstorableText(node.get(index), pointer + "/" + index, violations);
            }
        }
    }

    private static Violation violation(ValidationMessage message) {
        String place = message.getInstanceLocation().toString();
        String property = message.getProperty();
        return new Violation(
                property == null ? place : place + "/" + escaped(property),
                "pattern".equals(message.getType())
                        ? "does not have the form that the contract asks for"
                        : message.getError());
    }

    /** A property's name as it stands in a JSON Pointer. */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
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
