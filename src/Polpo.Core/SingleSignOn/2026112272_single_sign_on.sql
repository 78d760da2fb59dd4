-- Who somebody is at a provider: its issuer and their subject there, never their address.
create table identities (
  issuer text not null,
  subject text not null,
  user_id text not null references users (id),
  created_at bigint not null,
  primary key (issuer, subject)
);
create index identities_by_user on identities (user_id);

-- A browser that was sent to the provider and is awaited back, once. All that it comes back with is held as hashes.
create table sign_in_attempts (
  state_hash text primary key,
  browser_hash text not null,
  return_to text not null,
  link_user text,
  expires_at bigint not null
);
