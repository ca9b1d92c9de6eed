-- A log-out ends a login before its tokens end by themselves: those that were issued until then count no more.
create table ended_login (
  id text primary key,
  issued_until timestamptz not null,
  ended_at timestamptz not null
);
create index ended_login_age on ended_login (ended_at);

-- The login by which a browser came into a workspace. Sessions of before name none: their browsers hand over once more.
delete from handover_code;
delete from workspace_session;
alter table handover_code
  add column login_id text not null,
  add column login_issued_at timestamptz not null;
alter table workspace_session
  add column login_id text not null,
  add column login_issued_at timestamptz not null;
