-- Forgets the events that the broker confirmed and puts off those it refused, so that none of them holds up the rest.
with forgotten as (
    delete from outbox where event_id = any (cast(:#confirmed as uuid[]))
)
update outbox
set due_at = now() + least(attempts, 10) * interval '1 second'
where event_id = any (cast(:#refused as uuid[]))
