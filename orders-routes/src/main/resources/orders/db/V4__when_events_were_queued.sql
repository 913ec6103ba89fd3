-- When an event was put into the outbox: due_at moves with each attempt.
alter table outbox
    add column queued_at timestamptz not null default now();
