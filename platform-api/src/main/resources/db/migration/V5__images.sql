-- Images that administrators registered, beside those that Slipway comes with.
create table image (
  name text primary key,
  title text not null,
  description text not null,
  framework text not null
);

-- A version that an administrator registered, of an image above or of one that Slipway comes with.
create table image_version (
  image text not null,
  version text not null,
  -- As a catalogue file has it, in JSON.
  definition jsonb not null,
  registered_by text not null,
  registered_at timestamptz not null,
  primary key (image, version)
);

-- What a version's reference named when this installation first asked its registry. It never changes: a tag that names
-- something else later has moved.
create table image_pin (
  image text not null,
  version text not null,
  reference text not null,
  digest text not null,
  image_id text not null,
  layers jsonb not null,
  config jsonb not null,
  pinned_at timestamptz not null,
  moved_to text check (moved_to <> digest),
  looked_at timestamptz not null,
  primary key (image, version)
);

-- Versions that nobody should begin with any more. They run on where they run.
create table image_deprecation (
  image text not null,
  version text not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (image, version)
);

-- Long work that people watch: pulls.
create table operation (
  id text primary key,
  kind text not null check (kind in ('PULL')),
  image text not null,
  version text not null,
  state text not null check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  reason_code text check ((state = 'FAILED') = (reason_code is not null)),
  reason_message text,
  requested_by text not null,
  cancel_requested boolean not null default false,
  progress jsonb,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz check ((state in ('QUEUED', 'RUNNING')) = (finished_at is null)),
  revision bigint not null default 0
);
-- One for all who wait.
create unique index operation_unfinished on operation (kind, image, version) where finished_at is null;
create index operation_version on operation (image, version, created_at);

-- What administrators did. Nothing changes or leaves it.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  action text not null,
  subject text not null,
  detail text not null
);
create function audit_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is only added to';
end
$$;
create trigger audit_kept before update or delete or truncate on audit
  for each statement execute function audit_is_kept();
