create table users (
  id text primary key,
  name text not null,
  created_at bigint not null
);

create table sign_ins (
  id text primary key,
  user_id text not null references users (id),
  token_hash text not null unique,
  created_at bigint not null,
  expires_at bigint not null
);

create table sign_in_links (
  code_hash text primary key,
  user_id text not null references users (id),
  expires_at bigint not null
);
