-- Lists a merchant's orders from a position on, newest first: ids are UUIDs of version 7, which sort by time.
select id, merchant, currency, cast(total as text) as total, cast(customer as text) as customer,
       cast(items as text) as items, placed_at, substr(traceparent, 4, 32) as trace_id, invoice_id, invoice_number,
       case when invoice_id is null then 'placed' else 'invoiced' end as status
from orders
where merchant = :#merchant
  and id < :#before
order by id desc
limit :#limit
