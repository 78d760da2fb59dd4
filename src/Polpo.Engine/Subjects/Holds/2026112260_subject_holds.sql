-- What keeps subjects from being claimed. workspace and person: '' is any. beginnings: 1 holds only those that have parked.
create table subject_holds (
  id text not null primary key,
  workspace text not null,
  person text not null,
  beginnings bigint not null
);

-- 1: its last run found that it could begin, and left that to a time when beginnings are not held.
alter table subjects add column parked bigint not null default 0;
