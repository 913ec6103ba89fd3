-- Stores an order, its outbox row and its answer under the client's key: all three, or nothing while the key is in use.
with remembered as (
    insert into idempotency_keys as known (merchant, key, fingerprint, order_id, answer, expires_at)
    values (:#merchant, :#key, :#fingerprint, :#id, :#answer, now() + :#lifetime * interval '1 second')
    on conflict (merchant, key) do update
    set fingerprint = excluded.fingerprint,
        order_id = excluded.order_id,
        answer = excluded.answer,
        expires_at = excluded.expires_at
    where known.expires_at <= now()
    returning order_id
),
placed as (
    insert into orders (id, merchant, currency, total, customer, items, placed_at, traceparent, event_id)
    select order_id, :#merchant, :#currency, cast(:#total as numeric), cast(:#customer as json), cast(:#items as json),
           :#placedAt, :#traceparent, :#eventId
    from remembered
    returning id, event_id
)
insert into outbox (order_id, event_id)
select id, event_id from placed
