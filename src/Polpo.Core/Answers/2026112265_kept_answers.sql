-- status: null while the request is being answered. body: null when it is not kept.
create table kept_answers (
  caller text not null,
  key text not null,
  request text not null,
  begun_at bigint not null,
  status integer,
  content_type text,
  location text,
  body {bytes},
  primary key (caller, key)
);
create index kept_answers_by_age on kept_answers (begun_at);
