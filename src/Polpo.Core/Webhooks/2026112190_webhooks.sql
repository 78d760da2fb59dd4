create table webhooks (
  id text primary key,
  workspace text not null,
  owner text not null,
  url text not null,
  events {json} not null,
  description text,
  status text not null,
  reason text,
  cursor bigint not null,
  failing_since bigint,
  old_key_until bigint,
  created_at bigint not null,
  updated_at bigint not null,
  version integer not null
);
create index webhooks_by_workspace on webhooks (workspace, id);

-- An event becomes a delivery once: seq and part are its place in the journal.
create table webhook_deliveries (
  id text primary key,
  workspace text not null,
  webhook text not null,
  seq bigint not null,
  part integer not null,
  event text not null,
  body text not null,
  status text not null,
  attempts integer not null,
  next_attempt_at bigint not null,
  status_code integer,
  response text,
  error text,
  duration_ms bigint,
  created_at bigint not null,
  ended_at bigint,
  version integer not null,
  unique (webhook, seq, part)
);
create index webhook_deliveries_pending on webhook_deliveries (webhook, status, seq, part);
