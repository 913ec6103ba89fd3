-- Forgets the announcements that the broker confirmed and puts off those it refused, so that one of them never holds up the rest.
with forgotten as (
    delete from outbox where event_id = any (cast(:#confirmed as uuid[]))
)
update outbox
set attempts = attempts + 1,
    due_at = now() + least(power(2, attempts), 10) * interval '1 second'
where event_id = any (cast(:#refused as uuid[]))
