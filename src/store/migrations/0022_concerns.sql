-- What anybody tells a council of their worry about somebody, without an account. Who comes back with the receipt sees what was answered.

create table concern (
  agency_id   text not null,
  concern_id  uuid not null,
  -- The part of the receipt that staff and sender may say aloud; the whole is kept as a hash only, since it opens the answers.
  reference   text not null,
  receipt     bytea not null,
  received_at timestamptz not null,
  language    text not null check (language in ('en', 'cy')),
  sender      text not null,
  said        jsonb not null,
  state       text not null default 'waiting' check (state in ('waiting', 'seen', 'closed')),
  -- What was added since somebody last read it.
  added_to    boolean not null default false,
  primary key (agency_id, concern_id)
);
create unique index concern_receipt on concern (receipt, agency_id);
create index concern_waiting on concern (agency_id) where state = 'waiting' or added_to;
create index concern_newest on concern (agency_id, received_at desc, concern_id);

-- Appended: what the sender added, and what staff did about it. `shown` is for the sender to read.
create table concern_entry (
  agency_id  text not null,
  entry_id   uuid not null,
  concern_id uuid not null,
  at         timestamptz not null,
  kind       text not null check (kind in ('added', 'seen', 'reply', 'note', 'closed')),
  by_user    text,
  by_name    text,
  words      text not null,
  shown      boolean not null,
  primary key (agency_id, entry_id)
);
create index concern_entry_of on concern_entry (agency_id, concern_id, at, entry_id);

do $$
declare t text;
begin
  foreach t in array array['concern', 'concern_entry'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
  end loop;
end $$;
create policy receipt on concern for select to throughline_linkage using (true);
grant select, insert on concern, concern_entry to throughline_app;
grant update (state, added_to) on concern to throughline_app;
grant select on concern to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Whose the concern of a receipt is. Ids only; without the receipt nothing is found.
create function concern_of_receipt(hash bytea) returns table (agency_id text, concern_id uuid)
language sql stable security definer set search_path = public as $$
  select c.agency_id, c.concern_id from concern c where c.receipt = hash limit 1
$$;
alter function concern_of_receipt(bytea) owner to throughline_linkage;
revoke all on function concern_of_receipt(bytea) from public;
grant execute on function concern_of_receipt(bytea) to throughline_app;

revoke create on schema public from throughline_linkage;
