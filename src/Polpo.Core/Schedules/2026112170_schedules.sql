create table schedules (
  id text primary key,
  workspace text not null,
  owner text not null,
  owner_name text not null,
  name text,
  description text,
  timing {json} not null,
  invocation {json} not null,
  policy {json} not null,
  metadata {json},
  status text not null,
  next_shown bigint,
  next_occurrence_at bigint,
  last_occurrence_at bigint,
  looked_at bigint not null,
  runs integer not null,
  revision integer not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index schedules_by_workspace on schedules (workspace, id);

-- trigger_id: the minute on the wall clock, or a person's key; an occurrence is a row once.
create table schedule_runs (
  id text primary key,
  workspace text not null,
  schedule text not null,
  occurrence_at bigint not null,
  trigger_id text not null,
  idempotency_key text,
  status text not null,
  attempts integer not null,
  reference text,
  result text,
  error text,
  created_at bigint not null,
  started_at bigint,
  ended_at bigint,
  version integer not null,
  unique (schedule, trigger_id)
);
create index schedule_runs_by_schedule on schedule_runs (schedule, id);
create index schedule_runs_by_reference on schedule_runs (reference);
