-- Claims the oldest events that are due for the time of a lease; what another instance has just claimed is skipped.
-- Materialized: as a subquery of the update, a nested loop would run it, and its limit, once for each row.
with due as materialized (
    select event_id from outbox where due_at <= now() order by due_at limit :#batch for update skip locked
),
claimed as (
    update outbox
    set attempts = attempts + 1,
        due_at = now() + :#lease * interval '1 second'
    from due
    where outbox.event_id = due.event_id
    returning outbox.event_id, outbox.invoice_id, outbox.queued_at, outbox.attempts
)
select claimed.event_id, claimed.queued_at, claimed.attempts, invoices.id, invoices.order_id, invoices.merchant,
       invoices.currency,
       cast(invoices.total as text) as total, invoices.number_year, invoices.number_sequence, invoices.issued_at,
       invoices.traceparent
from claimed
join invoices on invoices.id = claimed.invoice_id
order by invoices.id
