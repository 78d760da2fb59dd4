alter table turns add column final boolean not null default false;
