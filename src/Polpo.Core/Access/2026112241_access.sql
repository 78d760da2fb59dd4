create table roles (
  name text primary key,
  permissions {json} not null
);

create table user_roles (
  user_id text not null,
  role text not null,
  primary key (user_id, role)
);
create index user_roles_by_role on user_roles (role);

-- permissions: null is all that the person may; what the key may is never more than that.
create table api_keys (
  id text primary key,
  name text not null,
  hash text not null unique,
  shown text not null,
  user_id text not null,
  workspace text,
  permissions {json},
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint,
  revoked_at bigint
);
create index api_keys_by_user on api_keys (user_id);

insert into roles (name, permissions) values ('Admin', '["admin"]');
insert into roles (name, permissions) values ('Manager', '["users.view","settings.view","statistics.view","sessions.view_own","sessions.view_all","sessions.create","sessions.edit","sessions.delete","sessions.manage_all","sessions.merge_to_starter","workspaces.view","workspaces.edit","workspaces.users","tickets.view","tickets.manage","tickets.approve_dev","tickets.approve_qa","tickets.skip_to_merge","hosts.view","workflows.view","workflows.manage","bots.view","bots.manage","subagents.view","subagents.manage","mcps.view","mcps.manage","planner.create","planner.view_all","planner.manage","automations.view_own","automations.view_all","automations.manage","automations.manage_all","roundtables.view","roundtables.create","roundtables.manage","roundtables.manage_personas","insights.view","insights.manage","memory.view","memory.manage"]');
insert into roles (name, permissions) values ('Developer', '["sessions.view_own","sessions.view_all","sessions.create","sessions.edit","sessions.delete","sessions.merge_to_starter","workspaces.view","tickets.view","tickets.manage","tickets.approve_dev","workflows.view","workflows.manage","bots.view","bots.manage","subagents.view","mcps.view","planner.create","planner.view_all","automations.view_own","automations.view_all","automations.manage","roundtables.view","roundtables.create","insights.view","memory.view","memory.manage"]');
insert into roles (name, permissions) values ('QA', '["sessions.view_own","sessions.view_all","workspaces.view","tickets.view","tickets.manage","tickets.approve_qa","workflows.view","bots.view","subagents.view","mcps.view","automations.view_own","automations.view_all","insights.view","memory.view"]');
insert into roles (name, permissions) values ('Viewer', '["statistics.view","sessions.view_own","sessions.view_all","workspaces.view","tickets.view","workflows.view","bots.view","subagents.view","mcps.view","planner.view_all","automations.view_own","automations.view_all","roundtables.view","insights.view","memory.view"]');
