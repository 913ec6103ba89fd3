-- Gives an order its invoice; returns when it was placed and whether it had no invoice before. Repeatable.
-- No row where there is no such order, or where it has another invoice: then nothing changes.
with waiting as (
    select id, invoice_id is null as news
    from orders
    where id = :#orderId
      and merchant = :#merchant
      and (invoice_id is null or invoice_id = :#invoiceId)
    for update
)
update orders
set invoice_id = :#invoiceId,
    invoice_number = :#number
from waiting
where orders.id = waiting.id
returning orders.id, orders.placed_at, waiting.news
