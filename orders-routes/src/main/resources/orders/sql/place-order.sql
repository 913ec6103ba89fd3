-- Stores an order and its outbox row in one statement: both or neither.
with placed as (
    insert into orders (id, merchant, currency, total, customer, items, placed_at, traceparent, event_id)
    values (:#id, :#merchant, :#currency, cast(:#total as numeric), cast(:#customer as json), cast(:#items as json),
            :#placedAt, :#traceparent, :#eventId)
    returning id, event_id
)
insert into outbox (order_id, event_id)
select id, event_id from placed
