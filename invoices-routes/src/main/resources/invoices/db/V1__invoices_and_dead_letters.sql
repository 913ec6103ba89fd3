-- Customer and lines are stored as json, not jsonb, which preserves the received text and the order of its members.
create table invoices (
    id              uuid primary key,
    order_id        uuid    not null unique,
    merchant        text    not null,
    currency        text    not null,
    total           numeric not null check (total >= 0),
    customer        json    not null,
    lines           json    not null,
    traceparent     text    not null,
    issued_event_id uuid    not null,
    number_year     integer,
    number_sequence bigint check (number_sequence > 0),
    issued_at       timestamptz,
    unique (merchant, number_year, number_sequence),
    check ((number_sequence is null) = (number_year is null) and (number_sequence is null) = (issued_at is null))
) with (fillfactor = 70);

create index invoices_without_number on invoices (id) where number_sequence is null;

-- The last assigned number, which is the only source of invoice numbers.
create table invoice_numbers (
    merchant text,
    year     integer,
    last     bigint not null check (last > 0),
    primary key (merchant, year)
) with (fillfactor = 50);

-- A row is deleted once the broker has confirmed its event, so the table is only as large as the backlog.
create table outbox (
    event_id   uuid primary key,
    invoice_id uuid        not null references invoices,
    attempts   integer     not null default 0,
    due_at     timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create index outbox_due on outbox (due_at);

-- The payload is stored as the received bytes, because a message that is not JSON may not be text.
create table dead_letters (
    id           uuid primary key,
    message_id   text,
    reason       text        not null,
    error        text,
    failed_route text,
    content_type text,
    payload      bytea       not null,
    trace_id     text,
    times        integer     not null default 1,
    first_at     timestamptz not null default now(),
    last_at      timestamptz not null default now(),
    status       text        not null default 'waiting'
);
