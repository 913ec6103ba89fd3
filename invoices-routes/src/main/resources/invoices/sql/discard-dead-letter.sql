-- Discards a letter that waits and keeps who did it and why: both or neither. Any other letter stays as it is.
with discarded as (
    update dead_letters set status = 'discarded' where id = :#id and status = 'waiting' returning id
)
insert into dead_letter_actions (dead_letter_id, action, operator, comment, trace_id)
select id, 'discarded', :#operator, :#comment, :#traceId
from discarded
