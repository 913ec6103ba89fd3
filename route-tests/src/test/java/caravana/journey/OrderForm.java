package caravana.journey;

import java.math.BigDecimal;

/** The request body of an order. Each number gives a different order. */
public record OrderForm(int number) {

    public String json() {
        return """
                {"customer": {"name": "Ana Souza %1$d", "email": "ana%1$d@example.com", "taxId": "123.456.789-09",
                  "address": {"street": "Rua A, %1$d", "city": "Recife", "region": "PE", "postalCode": "50000-000",
                              "country": "BR"}},
                 "currency": "BRL",
                 "items": [{"sku": "KB-101", "description": "Keyboard", "quantity": 2, "unitPrice": "199.90"},
                           {"sku": "CB-007", "description": "Cable, black", "quantity": %1$d, "unitPrice": "0.01"}]}
                """.formatted(number);
    }

    public BigDecimal total() {
        return new BigDecimal("399.80").add(BigDecimal.valueOf(number, 2));
    }
}
