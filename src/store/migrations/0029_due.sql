-- What is due, in one list: an index for each kind of thing with a time on it that had none.
create index event_returned on event (agency_id, ends_at) where kind = 'missing' and withdrawn_at is null;
create index judgement_review on judgement (agency_id, review_on);
create index interest_ends on interest (agency_id, expires_at) where kind = 'watch' and ended_at is null;

-- Calendars that a user has open outside: the address holds a secret, of which only the hash is kept.
create table calendar_feed (
  agency_id  text not null,
  feed_id    uuid not null,
  user_id    uuid not null,
  key_hash   bytea not null unique,
  purpose    text not null,
  created_at timestamptz not null,
  read_at    timestamptz,
  ended_at   timestamptz,
  primary key (agency_id, feed_id)
);
create index calendar_feed_user on calendar_feed (user_id) where ended_at is null;
grant select, insert on calendar_feed to throughline_app;
grant update (read_at, ended_at) on calendar_feed to throughline_app;
