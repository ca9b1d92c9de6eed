alter table workspace add column gpus jsonb;

-- What administrators say of a GPU.
create table gpu_cordon (
  gpu_uuid text primary key,
  by_name text not null,
  at timestamptz not null
);

-- A GPU of which someone has something, and how: all of it, instances of it, or shares of it. No code can lease a GPU
-- twice, since every lease counts here, and here it cannot count too much.
create table gpu_occupancy (
  gpu_uuid text primary key,
  kind text not null check (kind in ('WHOLE', 'INSTANCE', 'SHARE')),
  memory_bytes bigint not null check (memory_bytes > 0),
  leases integer not null default 0 check (leases >= 0 and (kind <> 'WHOLE' or leases <= 1)),
  shared_bytes bigint not null default 0 check (shared_bytes >= 0 and shared_bytes <= memory_bytes),
  unique (gpu_uuid, kind)
);

-- A lease ends when its holder's container is gone, not when someone asks it to go: a holder with a lease is not forgotten.
create table gpu_lease (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace (id),
  gpu_uuid text not null,
  kind text not null,
  mig_uuid text check ((kind = 'INSTANCE') = (mig_uuid is not null)),
  share_bytes bigint check ((kind = 'SHARE') = (share_bytes is not null) and share_bytes > 0),
  leased_at timestamptz not null,
  foreign key (gpu_uuid, kind) references gpu_occupancy (gpu_uuid, kind),
  unique (mig_uuid),
  unique (workspace_id, gpu_uuid, mig_uuid)
);
create unique index gpu_lease_whole on gpu_lease (gpu_uuid) where kind = 'WHOLE';
create index gpu_lease_workspace on gpu_lease (workspace_id);

create function gpu_lease_counted() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'a lease is not changed; it ends and another begins';
  end if;
  if tg_op = 'INSERT' then
    update gpu_occupancy
      set leases = leases + 1, shared_bytes = shared_bytes + coalesce(new.share_bytes, 0)
      where gpu_uuid = new.gpu_uuid;
    return new;
  end if;
  update gpu_occupancy
    set leases = leases - 1, shared_bytes = shared_bytes - coalesce(old.share_bytes, 0)
    where gpu_uuid = old.gpu_uuid;
  delete from gpu_occupancy where gpu_uuid = old.gpu_uuid and leases = 0;
  return old;
end
$$;
create trigger gpu_lease_counts after insert or update or delete on gpu_lease
  for each row execute function gpu_lease_counted();
