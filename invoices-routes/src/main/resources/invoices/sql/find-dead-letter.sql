-- Finds a dead letter with everything that operators have done about it, the first action first.
select id, message_id, reason, error, failed_route, content_type, payload as message, trace_id, traceparent,
       times as attempts, first_at,
       last_at, status,
       (
           select cast(coalesce(json_agg(done), '[]') as text)
           from (
               select action, operator, comment,
                      to_char(acted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
                      trace_id as "traceId"
               from dead_letter_actions
               where dead_letter_id = dead_letters.id
               order by id
           ) as done
       ) as actions
from dead_letters
where id = :#id
