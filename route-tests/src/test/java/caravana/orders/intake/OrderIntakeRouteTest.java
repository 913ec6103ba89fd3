package caravana.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.OrdersTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;

@OrdersTest
class OrderIntakeRouteTest {

    @Autowired
    private TestRestTemplate http;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    void storesTheOrder() {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.set("X-Consumer-Custom-ID", "demo");
        ResponseEntity<String> answer = http.postForEntity("/orders", new HttpEntity<>("""
                {"customer": {"name": "Ana Souza", "email": "ana@example.com",
                  "address": {"street": "Rua A, 1", "city": "Recife", "postalCode": "50000-000", "country": "BR"}},
                 "currency": "BRL",
                 "items": [{"sku": "KB-101", "description": "Keyboard", "quantity": 2, "unitPrice": "199.90"}]}""", headers),
                String.class);
        assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(201);
        assertThat(jdbc.queryForObject("select count(*) from orders", Integer.class)).isEqualTo(1);
    }
}
