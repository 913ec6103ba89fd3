-- The event id is kept after its outbox row is deleted, so that an event that is emitted again has the same id. Orders
-- of the previous version, also during a rolling deployment, have no event id: their event has the order's id.
alter table orders
    add column event_id  uuid,
    add column emissions integer     not null default 1,
    add column looked_at timestamptz not null default now();

update orders
set event_id = outbox.event_id
from outbox
where outbox.order_id = orders.id;

-- An update that removes a row from this index cannot be heap-only (HOT), so a lower fillfactor is of no use.
create index orders_without_invoice on orders (looked_at) where invoice_id is null;
alter table orders reset (fillfactor);
