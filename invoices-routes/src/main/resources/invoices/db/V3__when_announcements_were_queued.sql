-- When an event was put into the outbox; due_at changes with each attempt.
alter table outbox
    add column queued_at timestamptz not null default now();
