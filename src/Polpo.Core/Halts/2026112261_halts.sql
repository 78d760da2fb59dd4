-- Stops and drains, those that were lifted too. workspace and person: '' is any; both: the whole installation.
create table halts (
  id text primary key,
  kind text not null,
  workspace text not null,
  person text not null,
  of_whom text not null,
  reason text not null,
  declared_by text not null,
  declared_by_name text not null,
  since bigint not null,
  lifted_at bigint,
  lifted_by_name text
);
create unique index halts_standing on halts (kind, workspace, person) where lifted_at is null;
