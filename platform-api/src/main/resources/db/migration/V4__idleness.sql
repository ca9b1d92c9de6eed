-- How long it may do nothing before it is stopped; null: for ever.
alter table workspace add column idle_timeout_seconds bigint check (idle_timeout_seconds > 0);
-- When it last did something: someone worked in it, or its GPUs computed. Null: it has not been looked at yet.
alter table workspace add column active_at timestamptz;
