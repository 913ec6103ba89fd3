-- Measures the whole outbox in one look: how many events wait in it, and for how many seconds the oldest one has.
select count(*) as events, coalesce(extract(epoch from now() - min(queued_at)), 0) as oldest_age
from outbox
