-- What the sentence of an event and of a reason names, as JSON; null: nothing, or it was kept before this.
alter table workspace_event add column params jsonb;
alter table workspace add column reason_params jsonb;

-- Those that are to be gone are so until their containers are; and where one may stand goes by what is wished of it.
alter table workspace drop constraint workspace_state_check;
update workspace set state = 'DELETING', state_since = now(), address = null, revision = revision + 1
  where desired = 'DELETED';
update workspace set state = 'STOPPING', state_since = now(), address = null, revision = revision + 1
  where desired = 'STOPPED' and state not in ('STOPPING', 'STOPPED', 'FAILED');
update workspace set state = 'QUEUED', state_since = now(), address = null, revision = revision + 1
  where desired = 'RUNNING' and state not in ('QUEUED', 'PULLING', 'STARTING', 'RUNNING', 'STOPPING');
alter table workspace add constraint workspace_state_check check (
  case desired
    when 'RUNNING' then state in ('QUEUED', 'PULLING', 'STARTING', 'RUNNING', 'STOPPING')
    when 'STOPPED' then state in ('STOPPING', 'STOPPED', 'FAILED')
    else state = 'DELETING'
  end);
