-- Lists a merchant's invoices below a number, highest number first.
select id, order_id, merchant, currency, cast(total as text) as total, cast(customer as text) as customer,
       cast(lines as text) as lines, substr(traceparent, 4, 32) as trace_id, number_year, number_sequence, issued_at
from invoices
where merchant = :#merchant
  and (number_year, number_sequence) < (:#year, :#sequence)
order by number_year desc, number_sequence desc
limit :#limit
