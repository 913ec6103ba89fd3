-- Counts the dead letters of each reason and status.
select reason, status, count(*) as letters
from dead_letters
group by reason, status
