-- Where the results of several sessions come together, as every server sees it.
create table git_lines (
    workspace text not null,
    line text not null,
    tip text not null,
    primary key (workspace, line)
);
