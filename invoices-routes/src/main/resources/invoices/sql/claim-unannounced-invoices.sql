-- Locks the oldest announcements that are due until the transaction ends; another instance skips them instead of waiting.
select outbox.event_id, invoices.id, invoices.order_id, invoices.merchant, invoices.currency,
       cast(invoices.total as text) as total, invoices.number_year, invoices.number_sequence, invoices.issued_at,
       invoices.traceparent
from outbox
join invoices on invoices.id = outbox.invoice_id
where outbox.due_at <= now()
order by outbox.due_at
limit :#batch
for update of outbox skip locked
