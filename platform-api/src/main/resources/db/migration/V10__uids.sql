-- The uid that an owner's programs run as, whatever an image says: the kernel counts for each uid what all share. A row stays for
-- ever, so that no uid is ever another's.
create table owner_uid (
  owner_id text primary key,
  uid integer not null unique check (uid > 0),
  given_at timestamptz not null,
  -- Since when all of the owner's home is this uid's; null: a part of it may be what an image's uid or an earlier Slipway left.
  home_since timestamptz
);
