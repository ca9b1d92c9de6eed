-- What may hold GPUs, a network, processors, memory, mounts, a log and events: a workspace, or an operation that tries or builds an
-- image. Its row stays when it has ended, since what it held is counted by it.
create table holder (
  id text primary key,
  kind text not null check (kind in ('WORKSPACE', 'TRIAL', 'BUILD')),
  -- Whose it is: the identity provider's subject; null: of one that an earlier Slipway admitted it is not known.
  owner_id text,
  owner_name text not null,
  -- The group that it is charged to; null: its owner alone.
  charged_to text,
  -- The groups that its owner was in when it was admitted.
  admitted_groups text[] not null default '{}',
  since timestamptz not null,
  ended_at timestamptz
);
create index holder_owner on holder (owner_id, since);
create index holder_open on holder (id) where ended_at is null;

-- Its containers, in one network.
create table holder_container (
  holder text not null references holder (id) on delete cascade,
  ordinal integer not null check (ordinal >= 0),
  -- Where its server answers; null: none does.
  address text,
  -- The end of the output of one that is gone.
  log text,
  log_saved_at timestamptz check ((log is null) = (log_saved_at is null)),
  primary key (holder, ordinal)
);

insert into holder (id, kind, owner_id, owner_name, since)
  select id, 'WORKSPACE', owner_id, owner_name, created_at from workspace;
insert into holder_container (holder, ordinal, address, log, log_saved_at)
  select w.id, 0, w.address, l.content, l.saved_at from workspace w left join workspace_log l on l.workspace_id = w.id;
drop table workspace_log;
alter table workspace drop column address;
alter table workspace add foreign key (id) references holder (id);

alter table workspace_event rename to holder_event;
alter table holder_event rename column workspace_id to holder;
alter table holder_event drop constraint workspace_event_workspace_id_fkey;
alter table holder_event add foreign key (holder) references holder (id) on delete cascade;
alter index workspace_event_workspace rename to holder_event_holder;

-- What operations have left is found by their networks; each has a network for its build and one for its trial now.
insert into holder (id, kind, owner_id, owner_name, since)
  select case o.kind when 'BUILD' then 'step-' else 'check-' end || b.holder,
    case o.kind when 'BUILD' then 'BUILD' else 'TRIAL' end, o.by_id, coalesce(o.by_name, 'slipway'), coalesce(o.created_at, now())
  from bridge b left join operation o on o.id = b.holder
  where b.holder is not null and not exists (select from workspace w where w.id = b.holder);
insert into holder_container (holder, ordinal) select id, 0 from holder where kind <> 'WORKSPACE';
update bridge b set holder = h.id from holder h where h.id in ('step-' || b.holder, 'check-' || b.holder);
alter table bridge add foreign key (holder) references holder (id);
-- How many addresses it has: as many as its containers need.
alter table bridge add column addresses integer not null default 16 check (addresses >= 16);

-- A lease that ends stays: from it is counted who had what, and for how long. What counts now are those that have not ended.
alter table gpu_lease rename column workspace_id to holder;
alter table gpu_lease add column ended_at timestamptz;
alter table gpu_lease drop constraint gpu_lease_workspace_id_fkey;
alter table gpu_lease add foreign key (holder) references holder (id);
alter table gpu_lease drop constraint gpu_lease_gpu_uuid_kind_fkey;
alter table gpu_lease add column open_gpu text generated always as (case when ended_at is null then gpu_uuid end) stored;
alter table gpu_lease add foreign key (open_gpu, kind) references gpu_occupancy (gpu_uuid, kind);
alter table gpu_lease drop constraint gpu_lease_mig_uuid_key;
alter table gpu_lease drop constraint gpu_lease_workspace_id_gpu_uuid_mig_uuid_key;
create unique index gpu_lease_instance on gpu_lease (mig_uuid) where ended_at is null;
create unique index gpu_lease_once on gpu_lease (holder, gpu_uuid, mig_uuid) where ended_at is null;
drop index gpu_lease_whole;
create unique index gpu_lease_whole on gpu_lease (gpu_uuid) where kind = 'WHOLE' and ended_at is null;
drop index gpu_lease_workspace;
create index gpu_lease_holder on gpu_lease (holder);
create index gpu_lease_open on gpu_lease (holder) where ended_at is null;

create or replace function gpu_lease_counted() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.ended_at is null then
      raise exception 'a lease is not forgotten before it has ended';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    if new.ended_at is not null then
      raise exception 'a lease begins before it ends';
    end if;
    update gpu_occupancy
      set leases = leases + 1, shared_bytes = shared_bytes + coalesce(new.share_bytes, 0)
      where gpu_uuid = new.gpu_uuid;
    return new;
  end if;
  if old.ended_at is not null or new.ended_at is null
      or (new.holder, new.gpu_uuid, new.kind, new.mig_uuid, new.share_bytes, new.leased_at)
        is distinct from (old.holder, old.gpu_uuid, old.kind, old.mig_uuid, old.share_bytes, old.leased_at) then
    raise exception 'a lease is not changed; it ends and another begins';
  end if;
  update gpu_occupancy
    set leases = leases - 1, shared_bytes = shared_bytes - coalesce(old.share_bytes, 0)
    where gpu_uuid = old.gpu_uuid;
  delete from gpu_occupancy where gpu_uuid = old.gpu_uuid and leases = 0;
  return new;
end
$$;
