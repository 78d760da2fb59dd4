alter table missions add column schedule text;
create index missions_by_schedule on missions (schedule);
