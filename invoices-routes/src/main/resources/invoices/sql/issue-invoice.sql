-- Stores the one invoice of an order, whose number comes later; one that has its number is announced once more.
-- A repeated event may mean that Orders missed the invoice event. Returns whether the invoice is new.
with issued as (
    insert into invoices (id, order_id, merchant, currency, total, customer, lines, traceparent, issued_event_id)
    values (:#id, :#orderId, :#merchant, :#currency, cast(:#total as numeric), cast(:#customer as json),
            cast(:#lines as json), :#traceparent, :#issuedEventId)
    on conflict (order_id) do nothing
    returning id
),
announced as (
    insert into outbox (event_id, invoice_id)
    select issued_event_id, id
    from invoices
    where order_id = :#orderId
      and number_sequence is not null
    on conflict (event_id) do nothing
)
select count(*) = 1 from issued
