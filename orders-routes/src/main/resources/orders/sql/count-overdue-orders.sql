-- Counts the orders without invoice, and the overdue ones of them: still published again, or given up.
select count(*) as uninvoiced,
       count(*) filter (where placed_at < now() - :#after * interval '1 second' and emissions <= :#retries) as retrying,
       count(*) filter (where placed_at < now() - :#after * interval '1 second' and emissions > :#retries) as given_up
from orders
where invoice_id is null
