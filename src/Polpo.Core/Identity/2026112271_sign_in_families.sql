-- A family is one browser that came in through a provider; of its refresh tokens each works once.
create table sign_in_families (
  id text primary key,
  user_id text not null references users (id),
  issuer text not null,
  subject text not null,
  refresh_hash text not null,
  previous_hash text,
  salt text,
  credential text,
  created_at bigint not null,
  rotated_at bigint not null,
  checked_at bigint not null,
  expires_at bigint not null
);
create index sign_in_families_by_user on sign_in_families (user_id);
alter table sign_ins add column family text;
