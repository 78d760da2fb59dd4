-- Content by hash, for installations of several servers; one server keeps blobs in a folder.
create table blob_chunks (
    hash text not null,
    number bigint not null,
    content {bytes} not null,
    primary key (hash, number)
);
