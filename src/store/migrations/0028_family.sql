-- The parent or carer, the young person and the advocate: invited to a page of their own about one child (decision 25).
--
-- A guest works in the database as an agency of its own, 'guest:' and its id. So every table that says nothing of guests is shut to them, and
-- one guest's rows are shut to the other, without a policy that could be forgotten.

-- Somebody who was invited. Hangs on a record of the child. Link and code are kept as hashes and are worth nothing once used.
create table family_guest (
  agency_id       text not null,
  guest_id        uuid not null,
  guest_key       text not null,
  record_agency   text not null,
  record_id       uuid not null,
  kind            text not null check (kind in ('parent', 'young-person', 'advocate')),
  number          text not null,
  name            text not null,
  language        text not null check (language in ('en', 'cy')),
  contact         jsonb not null,
  link            bytea,
  code            bytea,
  tries           int not null default 0,
  link_until      timestamptz not null,
  ends_on         date not null,
  invited_by      text not null,
  invited_name    text not null,
  invited_at      timestamptz not null,
  accepted_at     timestamptz,
  ended_at        timestamptz,
  ended_name      text,
  ended_why       text,
  primary key (agency_id, guest_id)
);
create unique index family_guest_number on family_guest (number, agency_id);
create unique index family_guest_id on family_guest (guest_id, agency_id);
create index family_guest_link on family_guest (link) where link is not null;
create index family_guest_record on family_guest (record_agency, record_id);

-- What a guest wrote: agency_id is the guest. `audience` is who was on the team then, or whom the guest wrote to. Appended.
create table family_message (
  agency_id  text not null,
  message_id uuid not null,
  guest_id   uuid not null,
  kind       text not null check (kind in ('message', 'advocate', 'unsafe')),
  danger     boolean not null,
  words      text not null,
  language   text not null,
  at         timestamptz not null,
  answer_by  timestamptz not null,
  audience   text[] not null default '{}',
  primary key (agency_id, message_id)
);
create index family_message_audience on family_message using gin (audience);
create index family_message_guest on family_message (guest_id, at desc);

-- That somebody of the team has read a message, or what they answered: by name and post. Appended.
create table family_reply (
  agency_id  text not null,
  reply_id   uuid not null,
  message_id uuid not null,
  guest_id   uuid not null,
  kind       text not null check (kind in ('seen', 'reply')),
  words      text not null,
  by_user    text not null,
  by_name    text not null,
  by_post    text not null,
  at         timestamptz not null,
  audience   text[] not null default '{}',
  primary key (agency_id, reply_id)
);
create index family_reply_message on family_reply (message_id, at);

-- What the team put on a guest's page: a note, what was agreed, an appointment, somebody who helps. Nothing gets there by itself.
create table family_entry (
  agency_id text not null,
  entry_id  uuid not null,
  guest_id  uuid not null,
  kind      text not null check (kind in ('note', 'agreed', 'appointment', 'helper')),
  words     text not null,
  facts     jsonb not null,
  by_user   text not null,
  by_name   text not null,
  by_post   text not null,
  at        timestamptz not null,
  ended_at  timestamptz,
  ended_name text,
  audience  text[] not null default '{}',
  primary key (agency_id, entry_id)
);
create index family_entry_guest on family_entry (guest_id, at desc);

-- A young person's own words about their plan: agency_id is the guest. Every version stays; the last one counts. `audience` is whom they let
-- read now, the same for every version.
create table family_words (
  agency_id text not null,
  version   int not null,
  guest_id  uuid not null,
  words     text not null,
  readers   text not null check (readers in ('me', 'worker', 'team')),
  with_family boolean not null,
  at        timestamptz not null,
  audience  text[] not null default '{}',
  primary key (agency_id, version)
);
create index family_words_guest on family_words (guest_id, version desc);

do $$
declare t text;
begin
  foreach t in array array['family_guest', 'family_message', 'family_reply', 'family_entry', 'family_words'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
  end loop;
  foreach t in array array['family_message', 'family_reply', 'family_entry', 'family_words'] loop
    execute format('create policy told on %I for select to throughline_app using (audience @> array[current_setting(''app.agency'', true)])', t);
  end loop;
end $$;
create policy guest on family_guest for select to throughline_app using (guest_key = current_setting('app.agency', true));
create policy linkage on family_guest to throughline_linkage using (true) with check (true);

grant select, insert on family_guest, family_message, family_reply, family_entry, family_words to throughline_app;
grant update (name, language, contact, link, code, tries, accepted_at, ended_at, ended_name, ended_why) on family_guest to throughline_app;
grant update (ended_at, ended_name) on family_entry to throughline_app;
grant update (audience) on family_words to throughline_app;
grant select, update on family_guest to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Who is on the team around a person, and why: whoever watches them, wrote or was told something in the case, or invited somebody of the
-- family. The one place that says so. For the functions below only.
create function team_around(person uuid) returns table (agency_id text, because text)
language sql stable set enable_seqscan = off rows 10 as $$
  select i.agency_id, 'watch'
    from member m join interest i on i.agency_id = m.agency_id and i.record_id = m.record_id
   where m.person_id = person and i.kind = 'watch' and i.ended_at is null
  union
  select told.agency_id, 'case'
    from member m join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
   cross join lateral unnest(e.audience || e.agency_id) told (agency_id)
   where m.person_id = person
  union
  select g.agency_id, 'invited'
    from member m join family_guest g on g.record_agency = m.agency_id and g.record_id = m.record_id
   where m.person_id = person
$$;

-- The team around a person, for an agency that reaches the person.
create function family_team(person uuid) returns table (agency_id text, because text)
language sql stable security definer set search_path = public rows 10 as $$
  select t.agency_id, t.because from team_around(person) t where exists (select from person_access(person))
$$;

-- To whom a guest writes: the team around the child, and always who invited them. For the guest alone.
create function guest_team() returns table (agency_id text)
language sql stable security definer set search_path = public rows 10 as $$
  select g.agency_id from family_guest g where g.guest_key = current_setting('app.agency', true)
  union
  select t.agency_id
    from family_guest g
    join member m on m.agency_id = g.record_agency and m.record_id = g.record_id
   cross join lateral team_around(m.person_id) t
   where g.guest_key = current_setting('app.agency', true)
$$;

-- Other guests of the same child who are parents or carers and may still come: for a young person who lets them read. Ids only.
create function guest_parents() returns table (guest_key text)
language sql stable security definer set search_path = public rows 2 as $$
  select other.guest_key
    from family_guest me
    join member mine on mine.agency_id = me.record_agency and mine.record_id = me.record_id
    join member m on m.person_id = mine.person_id
    join family_guest other on other.record_agency = m.agency_id and other.record_id = m.record_id
   where me.guest_key = current_setting('app.agency', true) and me.kind = 'young-person'
     and other.kind = 'parent' and other.ended_at is null
   limit 20
$$;

-- How the asking agency stands to a guest: who invited them, whom they belong to, and whether the agency is on that team. Nothing for others.
create function guest_access(guest uuid) returns table (agency_id text, person_id uuid)
language sql stable security definer set search_path = public rows 1 as $$
  select g.agency_id, m.person_id
    from family_guest g
    left join member m on m.agency_id = g.record_agency and m.record_id = g.record_id
   where g.guest_id = guest
     and (g.agency_id = current_setting('app.agency', true)
          or (exists (select from person_access(m.person_id))
              and exists (select from team_around(m.person_id) t where t.agency_id = current_setting('app.agency', true))))
$$;

-- Those invited to a person's family pages, for an agency on the team that reaches the person, at most 50. No link and no code.
create function family_guests(person uuid) returns table (
  agency_id text, guest_id uuid, guest_key text, kind text, number text, name text, language text, contact jsonb, tries int,
  link_until timestamptz, ends_on date, invited_name text, invited_at timestamptz, accepted_at timestamptz, ended_at timestamptz,
  ended_name text, ended_why text)
language sql stable security definer set search_path = public rows 3 as $$
  select g.agency_id, g.guest_id, g.guest_key, g.kind, g.number, g.name, g.language, g.contact, g.tries, g.link_until, g.ends_on, g.invited_name,
         g.invited_at, g.accepted_at, g.ended_at, g.ended_name, g.ended_why
    from member m join family_guest g on g.record_agency = m.agency_id and g.record_id = m.record_id
   where m.person_id = person and exists (select from person_access(person))
     and exists (select from team_around(person) t where t.agency_id = current_setting('app.agency', true))
   order by g.invited_at desc, g.guest_id
   limit 50
$$;

-- Whom guests of messages that the asking agency was sent are about now, and who the guests are.
create function people_of_guests(guests uuid[]) returns table (guest_id uuid, person_id uuid, kind text, name text)
language sql stable security definer set search_path = public rows 100 as $$
  select g.guest_id, case when exists (select from person_access(m.person_id)) then m.person_id end, g.kind, g.name
    from unnest(guests[1:500]) asked (guest_id)
    join family_guest g on g.guest_id = asked.guest_id
    left join member m on m.agency_id = g.record_agency and m.record_id = g.record_id
   where exists (select from family_message x
                  where x.guest_id = g.guest_id and x.audience @> array[current_setting('app.agency', true)])
$$;

-- Whose the invitation of a link is. Ids only; without the link nothing is found, and after it was used neither.
create function guest_of_link(hash bytea) returns table (agency_id text, guest_id uuid)
language sql stable security definer set search_path = public rows 1 as $$
  select g.agency_id, g.guest_id from family_guest g where g.link = hash limit 1
$$;

-- A record that is withdrawn leaves the family's pages to another record of the same person.
create function keep_family() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  heir record;
begin
  if not exists (select from family_guest g where g.record_agency = old.agency_id and g.record_id = old.record_id) then return null; end if;
  select m.agency_id, m.record_id into heir
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = old.person_id and r.withdrawn_at is null and not r.restricted
   order by m.agency_id = old.agency_id desc, r.last_seen desc, m.record_id limit 1;
  if heir.record_id is null then return null; end if;
  update family_guest g set record_agency = heir.agency_id, record_id = heir.record_id
   where g.record_agency = old.agency_id and g.record_id = old.record_id;
  return null;
end $$;
create trigger keep_family after delete on member for each row execute function keep_family();

-- For people_of_guests, which asks only whether there is one.
create policy linkage on family_message for select to throughline_linkage using (true);
grant select on family_message to throughline_linkage;

do $$
declare f text;
begin
  foreach f in array array[
    'family_team(uuid)', 'guest_team()', 'guest_parents()', 'guest_access(uuid)', 'family_guests(uuid)', 'people_of_guests(uuid[])',
    'guest_of_link(bytea)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
  foreach f in array array['team_around(uuid)', 'keep_family()'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
