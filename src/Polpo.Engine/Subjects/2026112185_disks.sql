-- The disk on which a subject's things stand: its server goes first for a moment, as long as it lives. Null on an embedded database.
alter table subjects add column disk text;
-- The disk on which it could not run when it last tried.
alter table subjects add column shunned text;
create index subjects_on_disk on subjects (kind, disk) where disk is not null and (owner is not null or due_at is not null);

-- What a server has and does. works: whether it claims.
alter table servers add column disk text not null default '';
alter table servers add column roles text not null default 'worker';
alter table servers add column works bigint not null default 1;
alter table servers add column started_at bigint not null default 0;
