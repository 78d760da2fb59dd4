-- The vaults of workspaces as their servers share them: sealed under a key that is not here.
-- hash: of the document; whoever writes names the one that it has seen.
create table vaults (
    workspace text not null primary key,
    document text not null,
    hash text not null
);
