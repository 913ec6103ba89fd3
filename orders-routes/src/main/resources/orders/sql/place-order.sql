-- Stores an order and its outbox row in one statement: both or neither.
with placed as (
    insert into orders (id, merchant, currency, total, customer, items, placed_at, traceparent)
    values (:#id, :#merchant, :#currency, cast(:#total as numeric), cast(:#customer as json), cast(:#items as json),
            :#placedAt, :#traceparent)
    returning id
)
insert into outbox (order_id, event_id)
select id, :#eventId from placed
