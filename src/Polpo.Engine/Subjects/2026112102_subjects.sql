-- Whatever acts by itself: one row, one run at a time.
-- due_at null: asleep, or running with nothing new to do. began: wanted when the current run was claimed.
create table subjects (
    kind text not null,
    id text not null,
    workspace text not null,
    person text not null,
    priority bigint not null,
    due_at bigint,
    wanted bigint not null,
    handled bigint not null,
    began bigint not null,
    owner text,
    epoch bigint not null,
    failures bigint not null,
    primary key (kind, id)
);

create index subjects_due on subjects (due_at) where owner is null and due_at is not null;
create index subjects_owned on subjects (owner) where owner is not null;

-- Who may own subjects, and until when, by the clock of the database. Empty on an embedded database.
create table servers (
    id text not null primary key,
    name text not null,
    lease_until bigint not null
);
