-- Counts the letters that wait for one reason.
select count(*) from dead_letters where reason = :#reason and status = 'waiting'
