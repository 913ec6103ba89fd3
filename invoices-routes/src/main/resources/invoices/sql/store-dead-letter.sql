-- Stores a dead letter once; the same message counts again, and waits again unless an operator has discarded it.
insert into dead_letters (id, message_id, reason, error, failed_route, content_type, payload, trace_id, traceparent)
values (:#id, :#messageId, :#reason, :#error, :#failedRoute, :#contentType, :#payload, :#traceId, :#traceparent)
on conflict (id) do update
set reason = excluded.reason,
    error = excluded.error,
    failed_route = excluded.failed_route,
    trace_id = excluded.trace_id,
    traceparent = excluded.traceparent,
    times = dead_letters.times + 1,
    last_at = now(),
    status = case when dead_letters.status = 'discarded' then 'discarded' else 'waiting' end
