-- Long work is of three kinds now.
alter table operation drop constraint operation_kind_check;
alter table operation add constraint operation_kind_check check (kind in ('PULL', 'BUILD', 'CHECK'));

-- What a build said.
create table operation_log (
  operation text not null references operation (id) on delete cascade,
  line integer not null,
  step integer not null,
  text text not null,
  primary key (operation, line)
);

-- Builds and checks have networks too: whose one is, is a workspace's id or an operation's.
alter table bridge drop constraint bridge_workspace_id_fkey;
alter table bridge rename column workspace_id to holder;

-- What a build was asked for. Its context is a file of the operation's name.
create table image_build (
  operation text primary key,
  image text not null,
  version text not null,
  request jsonb not null,
  dockerfile text not null,
  by_id text not null,
  by_name text not null,
  created_at timestamptz not null
);

-- What was seen in a version's image when it was started once.
create table image_check (
  image text not null,
  version text not null,
  image_id text not null,
  report jsonb not null,
  at timestamptz not null,
  primary key (image, version)
);

-- When a version was last wanted: what nobody has wanted for long may be evicted.
create table image_use (
  image text not null,
  version text not null,
  used_at timestamptz not null,
  primary key (image, version)
);

-- The administrators' rule of what is evicted; none: nothing is.
create table image_eviction (
  id boolean primary key default true check (id),
  unused_for_seconds bigint not null check (unused_for_seconds > 0),
  free_below_bytes bigint check (free_below_bytes > 0),
  by_name text not null,
  at timestamptz not null
);
