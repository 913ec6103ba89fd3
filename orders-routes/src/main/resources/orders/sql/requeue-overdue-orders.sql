-- Takes a batch of orders without invoice, the least recent first, and queues their events a bounded number of times.
-- An event that waits in the outbox anyway is left alone, and not counted. Tells how many were queued.
with looked as materialized (
    select id, coalesce(event_id, id) as event_id, emissions
    from orders
    where invoice_id is null
      and looked_at < now() - :#after * interval '1 second'
    order by looked_at
    limit :#batch
    for update skip locked
),
queued as (
    insert into outbox (event_id, order_id)
    select event_id, id from looked where emissions <= :#retries
    on conflict (event_id) do nothing
    returning order_id
),
noted as (
    update orders
    set looked_at = now(),
        emissions = orders.emissions + (select count(*) from queued where queued.order_id = orders.id)
    from looked
    where orders.id = looked.id
)
select count(*) from queued
