-- What the loops ask for, those that are on their way or run, is few among many that stopped long ago.
create index workspace_state on workspace (state);

-- The page of everybody's workspaces, newest first.
create index workspace_created on workspace (created_at, id);

-- The list of operations, newest first.
create index operation_created on operation (created_at desc, id);
