alter table sessions add column limits {json} not null default '{}';
