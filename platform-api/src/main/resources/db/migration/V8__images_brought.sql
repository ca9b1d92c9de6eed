-- The names under which the engine has images because Slipway pulled, built or named them. No other image does it ever remove.
create table image_brought (
  -- As the engine knows it: repository@digest of one that was pulled, slipway/image:version of one that a version names, the
  -- id of one whose name was given to another.
  name text primary key,
  -- The engine's id of the image that was meant; null: it is still being pulled or built.
  image_id text,
  -- The operation that brought it last. What it brings may come as late as its end.
  operation text not null,
  -- A base of a build is kept for the next build until then, though no version names it.
  kept_until timestamptz
);
