alter table sessions add column network {json} not null default '{}';
alter table sessions add column egress_offset bigint not null default 0;
