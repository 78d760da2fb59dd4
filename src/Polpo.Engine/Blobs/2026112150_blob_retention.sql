-- When a content was last written, so that retention does not take what somebody is about to name.
alter table blob_chunks add column written_at bigint not null default 0;
update blob_chunks set written_at = {now};

-- What retention has taken: facts still name it, and whoever asks is told when it went.
create table blob_removals (
    hash text not null primary key,
    bytes bigint not null,
    removed_at bigint not null
);
