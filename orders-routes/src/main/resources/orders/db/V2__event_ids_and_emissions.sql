-- The event's id outlives its outbox row, so that it stays the same when the event is emitted again. No old row is written
-- that needs none; the defaults let instances of the version before this one go on during a rolling deployment.
alter table orders
    add column event_id  uuid,
    add column emissions integer not null default 1;
alter table orders alter column event_id set default gen_random_uuid();

update orders
set event_id = outbox.event_id
from outbox
where outbox.order_id = orders.id;

update orders
set event_id = gen_random_uuid()
where event_id is null
  and invoice_id is null;

create index orders_without_invoice on orders (placed_at) where invoice_id is null;
