-- Each lock by which something is driven has a number when it is taken, greater than all before. What is driven keeps the number of whoever
-- claimed it last, and refuses changes by any other.
create sequence claim;

alter table workspace add column claim bigint not null default 0;

alter table operation add column claim bigint not null default 0;
