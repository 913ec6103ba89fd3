-- Takes a key until the transaction ends; returns false, without waiting, while another request has it.
select pg_try_advisory_xact_lock(hashtextextended(:#merchant || chr(10) || :#key, 0))
