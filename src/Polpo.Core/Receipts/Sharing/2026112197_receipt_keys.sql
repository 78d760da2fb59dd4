-- The public keys with which the servers of this installation sign receipts.
create table receipt_keys (
    public_key text not null primary key,
    server text not null,
    known_since bigint not null
);
