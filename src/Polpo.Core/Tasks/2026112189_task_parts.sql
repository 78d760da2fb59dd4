alter table tasks add column driver_id text;
alter table tasks add column part {json};
alter table tasks add column held boolean not null default false;
alter table tasks add column score bigint;
create index tasks_by_driver on tasks (driver_id, id) where driver_id is not null;
