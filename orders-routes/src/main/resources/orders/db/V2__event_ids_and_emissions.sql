-- The event's id outlives its outbox row, so that it stays the same when the event is emitted again. The defaults let
-- instances of the version before this one go on during a rolling deployment.
alter table orders
    add column event_id  uuid    not null default gen_random_uuid(),
    add column emissions integer not null default 1;

update orders
set event_id = outbox.event_id
from outbox
where outbox.order_id = orders.id;

create index orders_without_invoice on orders (placed_at) where invoice_id is null;
