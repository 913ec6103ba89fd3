-- Numbers a batch, consecutive per merchant and year, and queues its announcement: all of it or nothing.
with waiting as (
    select id, merchant, issued_event_id
    from invoices
    where number_sequence is null
    order by id
    limit :#batch
    for update skip locked
),
ranked as (
    select id, merchant, issued_event_id,
           row_number() over (partition by merchant order by id) as position,
           count(*) over (partition by merchant) as batch_size
    from waiting
),
counter as (
    -- In the order of merchants, so that two batches never wait for each other in a circle.
    insert into invoice_numbers as counters (merchant, year, last)
    select merchant, extract(year from now() at time zone 'UTC'), count(*)
    from waiting
    group by merchant
    order by merchant
    on conflict (merchant, year) do update set last = counters.last + excluded.last
    returning merchant, year, last
),
numbered as (
    update invoices
    set number_year = counter.year,
        number_sequence = counter.last - ranked.batch_size + ranked.position,
        issued_at = date_trunc('milliseconds', now())
    from ranked
    join counter on counter.merchant = ranked.merchant
    where invoices.id = ranked.id
    returning invoices.id
)
insert into outbox (event_id, invoice_id)
select ranked.issued_event_id, ranked.id
from ranked
join numbered on numbered.id = ranked.id
