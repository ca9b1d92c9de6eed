-- The size of a /tmp on the host's disk; null: in memory.
alter table workspace add column tmp_bytes bigint check (tmp_bytes > 0);
