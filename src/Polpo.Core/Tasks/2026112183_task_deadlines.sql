alter table tasks add column deadline bigint;
alter table tasks add column sla text not null default 'Open';
alter table tasks add column deadlocked_by text;
alter table tasks add column resolution_attempts integer not null default 0;
