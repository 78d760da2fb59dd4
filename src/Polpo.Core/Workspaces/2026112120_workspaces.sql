create table workspaces (
  id text primary key,
  name text not null,
  repository_path text not null,
  owner text not null,
  created_at bigint not null,
  unique (owner, repository_path)
);
