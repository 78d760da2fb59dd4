-- What is done to the outside: an intent first, then its outcome. The key makes a second intent of the same thing the first one.
create table effects (
    id text not null primary key,
    workspace text not null,
    kind text not null,
    key text not null,
    subject text not null,
    actor text not null,
    body {json} not null,
    status text not null,
    attempts integer not null,
    outcome text,
    planned_at bigint not null,
    unique (workspace, key)
);
