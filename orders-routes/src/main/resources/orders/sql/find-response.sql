-- Finds what was answered under a merchant's key.
select order_id, fingerprint, answer
from idempotency_keys
where merchant = :#merchant
  and key = :#key
