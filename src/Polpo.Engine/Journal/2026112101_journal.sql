-- The number of the newest fact of a workspace; its row lock orders commits.
create table heads (
    workspace text not null primary key,
    seq bigint not null
);

create table facts (
    workspace text not null,
    seq bigint not null,
    at bigint not null,
    subject text not null,
    actor text not null,
    type text not null,
    body {json} not null,
    primary key (workspace, seq)
);

create index facts_of_subject on facts (workspace, subject, seq);
