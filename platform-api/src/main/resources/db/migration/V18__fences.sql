-- Whoever takes a lock by which something is driven is told from those who had it before by the number of its connection, which is
-- given once. What it drives keeps that number, and refuses changes by any other.
create sequence lock_session;

alter table workspace add column driver_session bigint not null default 0;

alter table operation add column owner_session bigint not null default 0;
