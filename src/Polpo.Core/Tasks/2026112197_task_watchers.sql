alter table tasks add column watched boolean not null default false;

create table task_watchers (
  id text primary key,
  workspace text not null,
  task text not null,
  target_status text not null,
  action {json} not null,
  owner text not null,
  owner_name text not null,
  status text not null,
  reference text,
  error text,
  created_at bigint not null,
  reached_at bigint,
  ended_at bigint,
  version integer not null
);
create index task_watchers_by_workspace on task_watchers (workspace, id);
create index task_watchers_by_task on task_watchers (task, id);
