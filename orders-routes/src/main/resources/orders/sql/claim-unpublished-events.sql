-- Locks the oldest events that are due until the transaction ends; another instance skips them instead of waiting.
select outbox.event_id, orders.id, orders.merchant, orders.currency, cast(orders.total as text) as total,
       cast(orders.customer as text) as customer, cast(orders.items as text) as items, orders.placed_at,
       orders.traceparent, orders.invoice_id, orders.invoice_number
from outbox
join orders on orders.id = outbox.order_id
where outbox.due_at <= now()
order by outbox.due_at
limit :#batch
for update of outbox skip locked
