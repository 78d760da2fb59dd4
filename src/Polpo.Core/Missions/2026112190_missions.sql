create table missions (
  id text primary key,
  workspace text not null,
  name text not null,
  document text not null,
  status text not null,
  reason text,
  execution_count integer not null,
  run text,
  requester text not null,
  requester_name text not null,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null
);
create unique index missions_by_name on missions (workspace, name);

create table mission_runs (
  id text primary key,
  workspace text not null,
  mission text not null,
  number integer not null,
  group_label text not null,
  outcome text not null,
  reason text,
  state {json} not null,
  requester text not null,
  requester_name text not null,
  base text,
  head text,
  branch text not null,
  receipt_blob text,
  merged boolean not null,
  score bigint,
  cost bigint not null,
  closed boolean not null,
  started_at bigint not null,
  ended_at bigint,
  version integer not null
);
create index mission_runs_by_mission on mission_runs (mission, number);
