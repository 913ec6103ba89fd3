-- Marks letters as replayed unless they were parked again meanwhile, and keeps who replayed them in any case.
with published as (
    select unnest(cast(:#ids as uuid[])) as id, unnest(cast(:#times as integer[])) as times
),
marked as (
    update dead_letters
    set status = 'replayed'
    from published
    where dead_letters.id = published.id
      and dead_letters.times = published.times
      and dead_letters.status = 'waiting'
)
insert into dead_letter_actions (dead_letter_id, action, operator, trace_id)
select id, 'replayed', :#operator, :#traceId
from published
