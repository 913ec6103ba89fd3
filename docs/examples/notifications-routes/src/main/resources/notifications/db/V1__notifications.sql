-- One row per order: the key makes the consumer idempotent.
create table notifications (
    order_id  uuid primary key,
    merchant  text        not null,
    message   text        not null,
    trace_id  text        not null,
    stored_at timestamptz not null default now()
);
