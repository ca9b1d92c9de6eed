create table workspace (
  id text primary key,
  owner_id text not null,
  owner_name text not null,
  name text not null,
  image text not null,
  version text not null,
  reference text not null,
  digest text not null,
  cpu_millis integer not null check (cpu_millis > 0),
  memory_bytes bigint not null check (memory_bytes > 0),
  shm_bytes bigint not null check (shm_bytes >= 0),
  environment jsonb not null,
  hostname text not null,
  desired text not null check (desired in ('RUNNING', 'STOPPED', 'DELETED')),
  state text not null
    check (state in ('QUEUED', 'PULLING', 'STARTING', 'RUNNING', 'STOPPING', 'STOPPED', 'FAILED')),
  reason_code text,
  reason_message text,
  -- A container is made for a generation; start and restart ask for the next one.
  generation integer not null,
  observed_generation integer not null,
  -- What the proxy shows the workspace's server, so that no other process of the host can use it.
  server_token text not null,
  address text,
  created_at timestamptz not null,
  state_since timestamptz not null,
  started_at timestamptz,
  last_activity_at timestamptz,
  revision bigint not null
);

-- The name is free again as soon as its owner has asked for the removal.
create unique index workspace_owner_name on workspace (owner_id, name) where desired <> 'DELETED';
create index workspace_owner on workspace (owner_id, created_at, id);

create table workspace_event (
  id bigint generated always as identity primary key,
  workspace_id text not null references workspace (id) on delete cascade,
  at timestamptz not null,
  state text not null,
  code text not null,
  message text not null
);
create index workspace_event_workspace on workspace_event (workspace_id, id);

-- The end of the output of a container that is gone.
create table workspace_log (
  workspace_id text primary key references workspace (id) on delete cascade,
  saved_at timestamptz not null,
  content text not null
);

create table idempotency_key (
  owner_id text not null,
  key text not null,
  request_hash text not null,
  status integer not null,
  location text not null,
  body text not null,
  created_at timestamptz not null,
  primary key (owner_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Secrets are kept as their SHA-256 only.
create table handover_code (
  code_hash text primary key,
  state_hash text not null,
  workspace_id text not null references workspace (id) on delete cascade,
  user_id text not null,
  expires_at timestamptz not null
);

create table workspace_session (
  token_hash text primary key,
  workspace_id text not null references workspace (id) on delete cascade,
  user_id text not null,
  expires_at timestamptz not null
);
create index workspace_session_user on workspace_session (user_id);
