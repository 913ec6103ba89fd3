-- Finds an order, for its own merchant only.
select id, merchant, currency, cast(total as text) as total, cast(customer as text) as customer,
       cast(items as text) as items, placed_at, traceparent, invoice_id, invoice_number
from orders
where id = :#id
  and merchant = :#merchant
