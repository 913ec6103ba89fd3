-- Keeps who has letters replayed before they are: whatever becomes of a replay, it is known who began it.
insert into dead_letter_actions (dead_letter_id, action, operator, trace_id)
select unnest(cast(:#ids as uuid[])), 'replayed', :#operator, :#traceId
