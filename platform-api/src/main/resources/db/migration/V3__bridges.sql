-- Networks, a bridge each. One that its workspace has left is kept for another: to make one takes longer than the rest of a
-- container's making.
create table bridge (
  id text primary key,
  workspace_id text unique references workspace (id),
  free_since timestamptz check ((workspace_id is null) = (free_since is not null))
);
create index bridge_free on bridge (free_since) where workspace_id is null;
