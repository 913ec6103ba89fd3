-- Lists dead letters below a position, those that were dead-lettered last first; their payloads stay where they are.
select id, message_id, reason, error, failed_route, content_type, cast(null as bytea) as message, trace_id,
       cast(null as text) as traceparent, times as attempts, first_at, last_at, status, cast(null as text) as actions
from dead_letters
where (last_at, id) < (cast(:#before as timestamptz), cast(:#beforeId as uuid))
  and reason = coalesce(:#reason, reason)
  and status = coalesce(:#status, status)
order by last_at desc, id desc
limit :#limit
