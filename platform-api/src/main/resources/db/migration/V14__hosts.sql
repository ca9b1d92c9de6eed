-- A machine, as its platform process last saw it.
create table host (
  name text primary key,
  seen_at timestamptz not null,
  operating_system text,
  kernel text,
  -- Null: its engine has not answered yet.
  engine text,
  engine_version text,
  processors integer not null check (processors > 0),
  memory bigint not null check (memory > 0),
  -- Null: it has none that Slipway can see.
  driver text,
  cuda text,
  is_simulated boolean not null
);

-- Its GPUs, as its driver last told.
create table host_gpu (
  uuid text primary key,
  host text not null references host (name) on delete cascade,
  number integer not null check (number >= 0),
  model text not null,
  memory bigint not null check (memory >= 0),
  is_healthy boolean not null,
  seen_at timestamptz not null
);
create index host_gpu_host on host_gpu (host);

-- What a driver reported once of a GPU, which is held against it until it was gone and is back, the machine starts anew, or an
-- administrator says so.
create table gpu_fault (
  gpu_uuid text primary key,
  host text not null,
  -- Of the machine's start: what was reported before it counts no more.
  boot text not null,
  code text not null,
  message text not null,
  since timestamptz not null
);
