alter table receipt_keys add column withdrawn_since bigint;
alter table receipt_keys add column withdrawn_at bigint;
