-- What whoever takes an operation up has to know of those who were at it before.
alter table operation
  add column attempts integer not null default 0 check (attempts >= 0),
  -- Not tried again before; null: at once.
  add column next_try_at timestamptz,
  -- It fails when it has not ended by then; null: nobody has begun it.
  add column deadline timestamptz,
  -- The process that was at it last: its machine's name and its number there.
  add column owner text;
