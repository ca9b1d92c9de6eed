-- Processors and memory that a holder has. A lease that ends stays, as those of GPUs do: from it is counted who had what, and for how
-- long. Leases begin one after the other, under a lock (dev.slipway.queue.Serving), so that their sum never exceeds the host.
create table capacity_lease (
  id bigint generated always as identity primary key,
  holder text not null references holder (id),
  cpu_millis integer not null check (cpu_millis > 0),
  memory_bytes bigint not null check (memory_bytes > 0),
  leased_at timestamptz not null,
  ended_at timestamptz check (ended_at >= leased_at)
);
create unique index capacity_lease_open on capacity_lease (holder) where ended_at is null;

-- Who waits for GPUs, processors and memory, in the order of admission.
create table queue_entry (
  holder text primary key references holder (id),
  place bigint generated always as identity unique,
  since timestamptz not null,
  cpu_millis integer not null check (cpu_millis > 0),
  memory_bytes bigint not null check (memory_bytes > 0),
  -- Its image is here: who has none yet is passed over, and keeps its place.
  is_ready boolean not null
);

-- Those of which something runs, or may, have what they were launched with; those that wait have their place.
insert into queue_entry (holder, since, cpu_millis, memory_bytes, is_ready)
  select id, state_since, cpu_millis, memory_bytes, state = 'QUEUED' from workspace
  where desired = 'RUNNING' and state in ('QUEUED', 'PULLING')
    and not exists (select from gpu_lease where holder = workspace.id and ended_at is null)
  order by state_since;
insert into capacity_lease (holder, cpu_millis, memory_bytes, leased_at)
  select id, cpu_millis, memory_bytes, state_since from workspace
  where state not in ('STOPPED', 'FAILED') and not exists (select from queue_entry where holder = workspace.id);
