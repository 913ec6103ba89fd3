-- The event's id outlives its outbox row, so that it stays the same when the event is emitted again. Orders from before, and
-- those of instances of the version before during a rolling deployment, have none: theirs is then the order's own.
alter table orders
    add column event_id  uuid,
    add column emissions integer     not null default 1,
    add column looked_at timestamptz not null default now();

update orders
set event_id = outbox.event_id
from outbox
where outbox.order_id = orders.id;

-- An update that takes a row out of this index cannot be heap-only: the room that was kept for such updates is of no use.
create index orders_without_invoice on orders (looked_at) where invoice_id is null;
alter table orders reset (fillfactor);
