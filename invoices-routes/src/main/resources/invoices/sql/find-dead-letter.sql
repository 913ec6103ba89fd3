-- Finds a dead letter with everything that operators have done about it, the first action first.
select id, message_id, reason, error, failed_route, content_type, payload, trace_id, traceparent, times, first_at,
       last_at, status,
       (
           select cast(coalesce(json_agg(json_build_object(
                      'action', action,
                      'operator', operator,
                      'comment', comment,
                      'at', to_char(acted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                      'traceId', actions.trace_id) order by actions.id), '[]') as text)
           from dead_letter_actions as actions
           where dead_letter_id = dead_letters.id
       ) as actions
from dead_letters
where id = :#id
