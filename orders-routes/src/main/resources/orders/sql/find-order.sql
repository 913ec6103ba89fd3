-- Finds an order, for its own merchant only.
select id, merchant, currency, cast(total as text) as total, cast(customer as text) as customer,
       cast(items as text) as items, placed_at, substr(traceparent, 4, 32) as trace_id, invoice_id, invoice_number,
       case when invoice_id is null then 'placed' else 'invoiced' end as status
from orders
where id = :#id
  and merchant = :#merchant
