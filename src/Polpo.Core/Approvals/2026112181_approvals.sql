create table approvals (
  id text primary key,
  workspace text not null,
  owner_kind text not null,
  owner_id text not null,
  gate_id text not null,
  gate_name text not null,
  hook text not null,
  title text not null,
  reason text not null,
  payload {json} not null,
  requester text not null,
  requester_name text not null,
  notify_channels {json} not null,
  due_at bigint,
  timeout_action text not null,
  revisions_left integer not null,
  status text not null,
  resolved_by text,
  note text,
  requested_at bigint not null,
  resolved_at bigint,
  version integer not null
);
create index approvals_by_status on approvals (workspace, status, id);
create index approvals_by_owner on approvals (owner_id, status);
