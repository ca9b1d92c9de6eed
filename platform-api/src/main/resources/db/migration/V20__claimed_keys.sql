-- A key is claimed before anything is done, counts for one path, and is kept as its hash. The answers that were kept before are dropped:
-- a request that is sent again across this change is done anew.
truncate idempotency_key;
alter table idempotency_key
  add column path text not null,
  add column claim text not null,
  alter column status drop not null,
  alter column location drop not null,
  alter column body drop not null,
  drop constraint idempotency_key_pkey,
  add primary key (owner_id, path, key),
  add check ((status is null) = (location is null)),
  add check (body is null or status is not null);
