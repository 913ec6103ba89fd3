-- Counts the orders that should have their invoice by now.
select count(*) from orders where invoice_id is null and placed_at < now() - :#after * interval '1 second'
