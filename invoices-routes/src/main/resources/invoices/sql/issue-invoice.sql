-- Stores the one invoice of an order; a second attempt changes nothing. The number comes later.
insert into invoices (id, order_id, merchant, currency, total, customer, lines, traceparent, issued_event_id)
values (:#id, :#orderId, :#merchant, :#currency, cast(:#total as numeric), cast(:#customer as json),
        cast(:#lines as json), :#traceparent, :#issuedEventId)
on conflict (order_id) do nothing
