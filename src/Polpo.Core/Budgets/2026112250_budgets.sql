create table budgets (
  tier text not null,
  scope text not null,
  money bigint,
  tokens bigint,
  runs bigint,
  minutes bigint,
  task_money bigint,
  block boolean not null,
  warn_percent integer not null,
  refuse_unpriced boolean not null,
  updated_at bigint not null,
  version integer not null,
  primary key (tier, scope)
);

-- What a month of a tier, or a task's whole life, has used and what calls under way may use at most. Money in micro-dollars.
create table budget_spend (
  tier text not null,
  scope text not null,
  month text not null,
  spent bigint not null,
  held bigint not null,
  tokens bigint not null,
  held_tokens bigint not null,
  runs bigint not null,
  held_runs bigint not null,
  milliseconds bigint not null,
  unpriced bigint not null,
  told integer not null,
  primary key (tier, scope, month)
);

create table budget_holds (
  id text primary key,
  workspace text not null,
  subject text not null,
  task text not null,
  person text not null,
  agent text not null,
  model text not null,
  purpose text not null,
  alone boolean not null,
  month text not null,
  money bigint not null,
  tokens bigint not null,
  runs bigint not null,
  floor_money bigint not null,
  floor_tokens bigint not null,
  renewed_at bigint not null
);
create index budget_holds_by_subject on budget_holds (subject);
create index budget_holds_by_renewal on budget_holds (renewed_at);

create table costs (
  month text not null,
  workspace text not null,
  task text not null,
  person text not null,
  agent text not null,
  model text not null,
  purpose text not null,
  calls bigint not null,
  money bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_tokens bigint not null,
  milliseconds bigint not null,
  unpriced bigint not null,
  primary key (month, workspace, task, person, agent, model, purpose)
);
create index costs_by_task on costs (task);
