-- Whose database this is: the installation's whose containers its rows are about.
create table installation (
  id text not null,
  is_only boolean primary key default true check (is_only)
);
