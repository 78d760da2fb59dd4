create table workspace_members (
  workspace text not null,
  user_id text not null,
  added_at bigint not null,
  primary key (workspace, user_id)
);
create index workspace_members_by_user on workspace_members (user_id);

insert into workspace_members (workspace, user_id, added_at)
  select id, owner, created_at from workspaces;
