-- Customer and items are stored as json, not jsonb, which preserves the validated text and the order of its members.
create table orders (
    id             uuid primary key,
    merchant       text        not null,
    currency       text        not null,
    total          numeric     not null check (total >= 0),
    customer       json        not null,
    items          json        not null,
    placed_at      timestamptz not null,
    traceparent    text        not null,
    invoice_id     uuid,
    invoice_number text,
    check ((invoice_id is null) = (invoice_number is null))
) with (fillfactor = 85);

create index orders_newest_first on orders (merchant, id desc);

-- A row is deleted once the broker has confirmed its event, so the table is only as large as the backlog.
create table outbox (
    event_id uuid primary key,
    order_id uuid        not null references orders,
    attempts integer     not null default 0,
    due_at   timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create index outbox_due on outbox (due_at);
