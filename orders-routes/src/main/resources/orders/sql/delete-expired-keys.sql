-- Forgets a batch of keys whose time is over; those that another instance is about to forget are skipped.
with expired as materialized (
    select merchant, key from idempotency_keys where expires_at <= now() order by expires_at limit :#batch
    for update skip locked
)
delete from idempotency_keys
using expired
where idempotency_keys.merchant = expired.merchant
  and idempotency_keys.key = expired.key
