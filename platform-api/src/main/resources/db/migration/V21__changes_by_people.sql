-- What a workspace's owner or an administrator changed of it, counted: the version in the tag of its state.
alter table workspace add column changes bigint not null default 1;
