-- Finds the oldest letters that wait for one reason since before a moment, and returns the current time.
select id as letter, message_id, content_type, payload, traceparent, times, cast(now() as text) as asked_at
from dead_letters
where reason = :#reason
  and status = 'waiting'
  and last_at < cast(:#before as timestamptz)
order by last_at, id
limit :#batch
