-- Marks letters as replayed, unless they were dead-lettered again or discarded meanwhile.
update dead_letters
set status = 'replayed'
from (select unnest(cast(:#ids as uuid[])) as id, unnest(cast(:#times as integer[])) as times) as published
where dead_letters.id = published.id
  and dead_letters.times = published.times
  and dead_letters.status = 'waiting'
