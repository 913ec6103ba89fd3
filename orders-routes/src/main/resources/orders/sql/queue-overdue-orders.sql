-- Queues the events of overdue orders once more, oldest first, each a bounded number of times.
-- An event that waits in the outbox anyway is left alone. Materialized: the limit must hold for the whole statement.
with overdue as materialized (
    select id, event_id
    from orders
    where invoice_id is null
      and placed_at < now() - :#after * interval '1 second'
      and placed_at < now() - emissions * :#after * interval '1 second'
      and emissions <= :#retries
      and not exists (select from outbox where outbox.event_id = orders.event_id)
    order by placed_at
    limit :#batch
    for update skip locked
),
counted as (
    update orders
    set emissions = emissions + 1
    from overdue
    where orders.id = overdue.id
)
insert into outbox (event_id, order_id)
select event_id, id from overdue
on conflict (event_id) do nothing
