alter table users add column disabled_at bigint;
