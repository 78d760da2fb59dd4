alter table schedule_runs add column surface text not null default 'task';
