-- Finds the oldest letters that wait for one reason and were dead-lettered before a moment, and tells what time it is now.
select id as letter, message_id, content_type, payload, traceparent, times, cast(now() as text) as asked_at
from dead_letters
where reason = :#reason
  and status = 'waiting'
  and last_at < cast(:#before as timestamptz)
order by last_at, id
limit :#batch
