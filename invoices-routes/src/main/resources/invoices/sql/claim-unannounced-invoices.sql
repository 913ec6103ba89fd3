-- Claims the oldest announcements that are due for the time of a lease; what another instance has just claimed is skipped.
with claimed as (
    update outbox
    set attempts = attempts + 1,
        due_at = now() + :#lease * interval '1 second'
    where event_id in (
        select event_id from outbox where due_at <= now() order by due_at limit :#batch for update skip locked
    )
    returning event_id, invoice_id
)
select claimed.event_id, invoices.id, invoices.order_id, invoices.merchant, invoices.currency,
       cast(invoices.total as text) as total, invoices.number_year, invoices.number_sequence, invoices.issued_at,
       invoices.traceparent
from claimed
join invoices on invoices.id = claimed.invoice_id
order by invoices.id
