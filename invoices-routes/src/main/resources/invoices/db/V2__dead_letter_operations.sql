-- The trace context of a dead letter. Dead letters that were stored before this column existed have a trace id only.
alter table dead_letters
    add column traceparent text,
    add check (status in ('waiting', 'replayed', 'discarded'));

create index dead_letters_by_time on dead_letters (last_at, id);
create index dead_letters_waiting on dead_letters (reason, last_at, id) where status = 'waiting';

-- The audit log of operators' actions, which are never changed or deleted.
create table dead_letter_actions (
    id             bigint generated always as identity primary key,
    dead_letter_id uuid        not null references dead_letters,
    action         text        not null check (action in ('replayed', 'discarded')),
    operator       text        not null,
    comment        text,
    trace_id       text        not null,
    acted_at       timestamptz not null default now()
);

create index dead_letter_actions_of_letter on dead_letter_actions (dead_letter_id, id);
