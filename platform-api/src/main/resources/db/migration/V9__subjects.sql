-- By the identity provider's subjects, which never change, is decided what is whose. Names are kept beside them only to be shown:
-- one can change, and be given to another. What is found here of no known subject belongs to nobody but the administrators.
alter table operation rename column requested_by to by_name;
alter table operation add column by_id text;
create index operation_by on operation (by_id) where kind = 'BUILD';
alter table image_version rename column registered_by to by_name;
alter table image_version add column by_id text;
alter table image_deprecation add column by_id text;
alter table image_eviction add column by_id text;
alter table gpu_cordon add column by_id text;

-- Who looks at others' things is asked for by what they look at.
create index audit_subject on audit (subject, at);

-- First by what was kept of the very act, with the subject.
update operation o set by_id = b.by_id from image_build b where b.operation = o.id;
update operation o set by_id = a.by_id from audit a
  where o.by_id is null and a.action in ('image.build', 'image.pull', 'image.check')
    and a.detail = 'operation ' || o.id and a.by_name = o.by_name;
update image_version v set by_id = a.by_id from (
    select distinct on (subject, by_name) subject, by_name, by_id from audit
    where action in ('image.register', 'image.built') order by subject, by_name, id desc
  ) a
  where a.subject = v.image || ' ' || v.version and a.by_name = v.by_name;
update image_deprecation d set by_id = a.by_id from (
    select distinct on (subject, by_name) subject, by_name, by_id from audit
    where action = 'image.deprecate' order by subject, by_name, id desc
  ) a
  where a.subject = d.image || ' ' || d.version and a.by_name = d.by_name;
update image_eviction e set by_id = a.by_id from (
    select by_name, by_id from audit where action = 'image-eviction.set' order by id desc limit 1
  ) a
  where a.by_name = e.by_name;

-- Then by names that only one subject has ever had here.
create temporary table known_subject on commit drop as
  select name, min(id) as id from (
    select owner_name as name, owner_id as id from workspace
    union select by_name, by_id from image_build
    union select by_name, by_id from audit where by_id <> 'slipway'
  ) known group by name having count(*) = 1;
update operation o set by_id = k.id from known_subject k where o.by_id is null and k.name = o.by_name;
update image_version v set by_id = k.id from known_subject k where v.by_id is null and k.name = v.by_name;
update image_deprecation d set by_id = k.id from known_subject k where d.by_id is null and k.name = d.by_name;
update image_eviction e set by_id = k.id from known_subject k where e.by_id is null and k.name = e.by_name;
update gpu_cordon c set by_id = k.id from known_subject k where c.by_id is null and k.name = c.by_name;
