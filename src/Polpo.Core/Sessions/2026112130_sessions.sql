create table sessions (
  id text primary key,
  workspace text not null,
  title text not null,
  agent text not null,
  model text not null,
  reasoning text not null,
  max_turns integer not null,
  tools {json},
  allowed_paths {json} not null,
  prompt_blob text not null,
  requester text not null,
  requester_name text not null,
  driver_kind text not null,
  driver_id text not null,
  worktree_id text not null,
  read_only boolean not null,
  setup text,
  base text not null,
  head text not null,
  status text not null,
  sandbox text not null,
  replies integer not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null
);
create index sessions_by_workspace on sessions (workspace, id);
create index sessions_by_driver on sessions (driver_id);

create table turns (
  id text primary key,
  session text not null references sessions (id),
  number integer not null,
  key text not null,
  status text not null,
  reason text,
  text text,
  capped boolean not null,
  tool_calls integer not null,
  requested_at bigint not null,
  ended_at bigint,
  unique (session, key),
  unique (session, number)
);
