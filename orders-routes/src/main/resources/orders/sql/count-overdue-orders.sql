-- Counts the orders that should have their invoice by now: those that are still emitted again, and those that no longer are.
select count(*) filter (where emissions <= :#retries) as retrying,
       count(*) filter (where emissions > :#retries) as given_up
from orders
where invoice_id is null
  and placed_at < now() - :#after * interval '1 second'
