-- Claims the oldest events that are due for the time of a lease; what another instance has just claimed is skipped.
-- Materialized: as a subquery of the update, a nested loop would run it, and its limit, once for each row.
with due as materialized (
    select event_id from outbox where due_at <= now() order by due_at limit :#batch for update skip locked
),
claimed as (
    update outbox
    set attempts = attempts + 1,
        due_at = now() + :#lease * interval '1 second'
    from due
    where outbox.event_id = due.event_id
    returning outbox.event_id, outbox.order_id, outbox.queued_at, outbox.attempts
)
select claimed.event_id, claimed.queued_at, claimed.attempts, orders.id, orders.merchant, orders.currency,
       cast(orders.total as text) as total,
       cast(orders.customer as text) as customer, cast(orders.items as text) as items, orders.placed_at,
       orders.traceparent
from claimed
join orders on orders.id = claimed.order_id
order by orders.id
