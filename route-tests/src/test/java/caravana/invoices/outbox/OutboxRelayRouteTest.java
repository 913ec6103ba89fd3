package caravana.invoices.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import caravana.fixture.InvoicesTest;
import caravana.fixture.RecordedSpans;
import caravana.fixture.Span;
import caravana.invoices.OrdersSimulator;
import caravana.starter.telemetry.TraceParent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.opentelemetry.api.trace.SpanKind;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

@InvoicesTest
class OutboxRelayRouteTest {

    @Autowired
    private ApplicationContext invoices;

    @Autowired
    private JdbcTemplate jdbc;

    private OrdersSimulator orders;

    @BeforeEach
    void setUp() {
        orders = new OrdersSimulator(invoices);
    }

    @AfterEach
    void listenAgain() {
        orders.listen();
    }

    private static JsonSchema contract() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        SchemaLocation.of("classpath:invoices/contract/invoice.issued.v1.schema.json"),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    @Test
    void announcesAnIssuedInvoiceAsTheContractSays() {
        String merchant = OrdersSimulator.newMerchant();
        UUID order = orders.place(merchant);

        JsonNode event = OrdersSimulator.content(orders.announcement(order));

        Map<String, Object> invoice = orders.invoice(order);
        assertThat(contract().validate(event)).isEmpty();
        assertThat(event.get("id").asText())
                .isEqualTo(invoice.get("issued_event_id").toString());
        assertThat(event.get("subject").asText()).isEqualTo(invoice.get("id").toString());
        JsonNode data = event.get("data");
        assertThat(data.get("invoiceId").asText()).isEqualTo(invoice.get("id").toString());
        assertThat(data.get("orderId").asText()).isEqualTo(order.toString());
        assertThat(data.get("number").asText()).isEqualTo(invoice.get("number_year") + "-000001");
        assertThat(data.get("merchant").asText()).isEqualTo(merchant);
        assertThat(data.get("total").asText()).isEqualTo("399.80");
        assertThat(data.get("currency").asText()).isEqualTo("BRL");
        assertThat(data.get("issuedAt").asText())
                .isEqualTo(event.get("time").asText())
                .isEqualTo(((Timestamp) invoice.get("issued_at")).toInstant().toString());
    }

    @Test
    void sendsAPersistentCloudEvent() {
        Message message = orders.announcement(orders.place(OrdersSimulator.newMerchant()));

        assertThat(message.getMessageProperties().getContentType()).isEqualTo("application/cloudevents+json");
        assertThat(message.getMessageProperties().getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
        assertThat(message.getMessageProperties().getMessageId())
                .isEqualTo(OrdersSimulator.content(message).get("id").asText());
        assertThat(message.getMessageProperties().getReceivedRoutingKey()).isEqualTo("invoice.issued.v1");
    }

    @Test
    void goesOnWithTheTraceOfTheOrder() {
        UUID order = UUID.randomUUID();
        ObjectNode placed = OrdersSimulator.event(order, OrdersSimulator.newMerchant());
        String traceId = OrdersSimulator.traceId(placed);
        orders.publish(placed);

        Message message = orders.announcement(order);

        String header = message.getMessageProperties().getHeader("traceparent");
        assertThat(TraceParent.traceId(header)).isEqualTo(traceId);
        JsonNode event = OrdersSimulator.content(message);
        assertThat(TraceParent.traceId(event.get("traceparent").asText())).isEqualTo(traceId);
        String issuingSpan = event.get("traceparent").asText().substring(36, 52);
        OrdersSimulator.await().untilAsserted(() -> {
            List<Span> trace = RecordedSpans.ofTrace(traceId);
            assertThat(trace).anySatisfy(published -> {
                assertThat(published.kind()).isEqualTo(SpanKind.PRODUCER);
                assertThat(published.parentId()).isEqualTo(issuingSpan);
                assertThat(published.id()).isEqualTo(header.substring(36, 52));
            });
            assertThat(trace).anySatisfy(issuing -> {
                assertThat(issuing.id()).isEqualTo(issuingSpan);
                assertThat(issuing.kind()).isEqualTo(SpanKind.CONSUMER);
            });
        });
    }

    @Test
    void forgetsAnAnnouncementOnceTheBrokerHasConfirmedIt() {
        UUID order = orders.place(OrdersSimulator.newMerchant());
        orders.announcement(order);

        OrdersSimulator.await().until(() -> orders.refusals(order) == null);
        orders.announcement(orders.place(OrdersSimulator.newMerchant()));
        assertThat(orders.announcements(order)).hasSize(1);
    }

    @Test
    void keepsAnAnnouncementThatNoQueueTakesAndSendsItLater() {
        orders.stopListening();
        UUID order = orders.place(OrdersSimulator.newMerchant());
        Map<String, Object> invoice = orders.invoice(order);
        OrdersSimulator.await().until(() -> orders.refusals(order), attempts -> attempts != null && attempts >= 2);
        assertThat(orders.announcements(order)).isEmpty();

        orders.listen();

        assertThat(orders.announcement(order).getMessageProperties().getMessageId())
                .isEqualTo(invoice.get("issued_event_id").toString());
        OrdersSimulator.await().until(() -> orders.refusals(order) == null);
        assertThat(orders.announcements(order)).hasSize(1);
    }

    /** What an instance leaves behind that dies after the confirm and before it has forgotten the row. */
    @Test
    void announcesAgainUnderTheSameIdWhatWasNotForgotten() {
        UUID order = orders.place(OrdersSimulator.newMerchant());
        orders.announcement(order);
        OrdersSimulator.await().until(() -> orders.refusals(order) == null);

        jdbc.update(
                "insert into outbox (event_id, invoice_id) select issued_event_id, id from invoices where order_id = ?",
                order);

        List<Message> heard =
                OrdersSimulator.await().until(() -> orders.announcements(order), messages -> messages.size() == 2);
        assertThat(heard.get(1).getBody()).isEqualTo(heard.get(0).getBody());
        assertThat(heard.get(1).getMessageProperties().getMessageId())
                .isEqualTo(heard.get(0).getMessageProperties().getMessageId());
    }

    /** More than a batch of either the numbering or the relay. */
    @Test
    void announcesEveryInvoiceOfALargeBacklogOnce() {
        String merchant = OrdersSimulator.newMerchant();
        int backlog = 1_100;
        jdbc.update("""
                insert into invoices (id, order_id, merchant, currency, total, customer, lines, traceparent,
                                      issued_event_id)
                select gen_random_uuid(), gen_random_uuid(), ?, 'BRL', 1, '{}', '[]',
                       '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00', gen_random_uuid()
                from generate_series(1, ?)""", merchant, backlog);

        OrdersSimulator.await().until(() -> orders.announcedNumbers(merchant).size() >= backlog);
        OrdersSimulator.await().until(() -> jdbc.queryForObject("""
                select count(*) from outbox join invoices on invoices.id = outbox.invoice_id
                where merchant = ?""", Integer.class, merchant) == 0);

        assertThat(orders.numbers(merchant))
                .isEqualTo(LongStream.rangeClosed(1, backlog).boxed().toList());
        assertThat(orders.announcedNumbers(merchant)).hasSize(backlog).doesNotHaveDuplicates();
    }
}
