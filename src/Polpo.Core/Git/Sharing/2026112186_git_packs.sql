-- Commits that were made on one server's disk, as packs that every server can read.
-- needs: the commits, one a line, that a mirror must have before it can take the pack in.
create table git_packs (
    workspace text not null,
    commit_hash text not null,
    needs text not null,
    pack_blob text not null,
    bytes bigint not null,
    made_at bigint not null,
    primary key (workspace, commit_hash)
);
