-- The response to a client's Idempotency-Key, until the key expires.
create table idempotency_keys (
    merchant    text,
    key         text,
    fingerprint bytea       not null,
    order_id    uuid        not null references orders,
    answer      bytea       not null,
    expires_at  timestamptz not null,
    primary key (merchant, key)
);

create index idempotency_keys_expiry on idempotency_keys (expires_at);
