-- Finds the invoice of an order once it has its number, for its own merchant only.
select id, order_id, merchant, currency, cast(total as text) as total, cast(customer as text) as customer,
       cast(lines as text) as lines, substr(traceparent, 4, 32) as trace_id, number_year, number_sequence, issued_at
from invoices
where order_id = :#orderId
  and merchant = :#merchant
  and number_sequence is not null
