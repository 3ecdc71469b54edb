-- The work of a team: who of an agency has what to do, who leads whose case, and supervision.

-- Who acts on what waits, and the named person who has it. Null where nobody was named, or the named person has left.
alter table case_matter add column acts text generated always as (
  case when kind in ('placement', 'action', 'enquiry', 'adult-review', 'meeting') or kind = 'nrm' and step <> 'ask' then agency_id
       else coalesce(other_agency, agency_id) end) stored;
alter table case_matter add column owner text;
create index case_matter_acts on case_matter (acts) include (matter_id, kind, owner, due_at, record_agency, record_id) where ended_at is null;

-- Who may be born in which years, for those who turn eighteen.
create index record_born on record (agency_id, ((comparable->'bornBetween'->>1)::int), ((comparable->'bornBetween'->>0)::int))
 where withdrawn_at is null and not restricted;

-- Open cases: which agency has the duty to a child, and its practitioner. Derived from the log by whoever appended to it, as what waits is.
create table case_lead (
  agency_id     text not null,
  lead_id       uuid not null,
  record_agency text not null,
  record_id     uuid not null,
  since         timestamptz not null,
  practitioner  text,
  ended_at      timestamptz,
  primary key (agency_id, lead_id)
);
create index case_lead_open on case_lead (agency_id) include (lead_id, practitioner, record_agency, record_id) where ended_at is null;
create index case_lead_record on case_lead (record_agency, record_id);

-- What a supervisor and a practitioner said about the work with one child, for their own agency alone. Appended: a later note corrects one
-- that was wrong, and follows those whose next day it replaces.
create table supervision_note (
  agency_id       text not null,
  note_id         uuid not null,
  record_agency   text not null,
  record_id       uuid not null,
  held_on         date not null,
  worker_user     text not null,
  worker_name     text not null,
  supervisor_user text not null,
  supervisor_name text not null,
  reflection      text not null,
  agreed          text not null,
  agreed_by       date,
  next_on         date,
  corrects        uuid,
  follows         uuid[] not null default '{}',
  by_user         text not null,
  by_name         text not null,
  at              timestamptz not null,
  primary key (agency_id, note_id)
);
create index supervision_note_record on supervision_note (record_agency, record_id);
create index supervision_note_next on supervision_note (agency_id, next_on) where next_on is not null;
create index supervision_note_follows on supervision_note using gin (follows);

do $$
declare t text;
begin
  foreach t in array array['case_lead', 'supervision_note'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
end $$;
grant select on case_lead to throughline_app;
grant select, insert on supervision_note to throughline_app;
grant select, insert, update on case_lead to throughline_linkage;
grant select, update on supervision_note to throughline_linkage;
grant select (user_id, agency_id, name, team_id, active) on app_user to throughline_linkage;

-- Names in cases that were written before there was a place for them.
update case_matter x set owner = e.facts->'owner'->>'name'
  from (select distinct on (facts->>'itemId') facts, kind from case_event
         where kind in ('action-added', 'action-moved', 'action-owner-left') order by facts->>'itemId', seq desc) e
 where x.kind = 'action' and x.ended_at is null and x.matter_id = (e.facts->>'itemId')::uuid and e.kind <> 'action-owner-left'
   and e.facts->'owner'->>'agency' = x.agency_id;
insert into case_lead (agency_id, lead_id, record_agency, record_id, since, practitioner)
select e.agency_id, e.event_id, e.record_agency, e.record_id, e.recorded_at, named.name
  from (select distinct on (m.person_id) m.person_id, x.* from member m join case_event x on x.record_agency = m.agency_id and x.record_id = m.record_id
         where x.kind in ('found-here', 'accepted', 'case-closed') order by m.person_id, x.seq desc) e
  left join lateral (
    select p.facts->>'name' as name from member m join case_event p on p.record_agency = m.agency_id and p.record_id = m.record_id
     where m.person_id = e.person_id and p.kind = 'practitioner-named' and p.agency_id = e.agency_id order by p.seq desc limit 1) named on true
 where e.kind <> 'case-closed';

grant create on schema public to throughline_linkage;

-- Beside what waits in a person's case: the named person of each, as far as the asking agency knows (all of a plan on whose team it is, and what
-- it is a side of); and who has the duty, which everybody knows who reaches the person.
create function set_case_work(person uuid, matters jsonb, leads jsonb, at timestamptz) returns void
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  anchor record;
begin
  select * into anchor from case_anchor(person);
  if anchor.record_id is null then return; end if;
  update case_matter x set owner = w->>'owner'
    from jsonb_array_elements(matters) w
   where x.agency_id = w->>'agency' and x.matter_id = (w->>'matterId')::uuid and x.ended_at is null
     and x.owner is distinct from w->>'owner'
     and (x.plan_id is not null or current_setting('app.agency', true) in (x.agency_id, x.other_agency));
  update case_lead x set ended_at = at
    from member m
   where m.person_id = person and x.record_agency = m.agency_id and x.record_id = m.record_id and x.ended_at is null
     and not exists (select from jsonb_array_elements(leads) w where (w->>'leadId')::uuid = x.lead_id and w->>'agency' = x.agency_id);
  insert into case_lead (agency_id, lead_id, record_agency, record_id, since, practitioner)
  select w->>'agency', (w->>'leadId')::uuid, anchor.agency_id, anchor.record_id, (w->>'since')::timestamptz, w->>'practitioner'
    from jsonb_array_elements(leads) w
  on conflict (agency_id, lead_id) do update set practitioner = excluded.practitioner, ended_at = null
   where (case_lead.practitioner, case_lead.ended_at) is distinct from (excluded.practitioner, null::timestamptz);
end $$;

-- Supervision about a person in the asking agency, newest first, at most 200; only while it reaches the person.
create function supervision_of(person uuid) returns setof supervision_note
language sql stable security definer set search_path = public rows 10 as $$
  select s.*
    from member m join supervision_note s on s.record_agency = m.agency_id and s.record_id = m.record_id
   where m.person_id = person and s.agency_id = current_setting('app.agency', true) and exists (select from person_access(person))
   order by s.held_on desc, s.at desc, s.note_id
   limit 200
$$;

-- Everything open of the asking agency that has, or should have, a named person. For the two functions below only.
create view open_work as
  select kind, matter_id as id, owner, due_at as due, record_agency as holder, record_id as record
    from case_matter where acts = current_setting('app.agency', true) and ended_at is null
  union all
  select 'lead', lead_id, practitioner, null, record_agency, record_id
    from case_lead where agency_id = current_setting('app.agency', true) and ended_at is null
  union all
  select case kind when 'watch' then 'watch' else 'worker' end, interest_id, owner_name, case kind when 'watch' then expires_at end, agency_id, record_id
    from interest where agency_id = current_setting('app.agency', true) and kind in ('watch', 'allocated-worker') and ended_at is null
  union all
  select 'alert', alert_id, acknowledged_name, case when state <> 'acknowledged' then respond_by end, agency_id, record_id
    from alert where agency_id = current_setting('app.agency', true) and state in ('raised', 'escalated', 'acknowledged')
  union all
  select 'sign', s.sign_id, (
           select a.by_name from sign_answer a
            where a.agency_id = s.agency_id and a.sign_id = s.sign_id and a.by_agency = s.asked_agency order by a.at desc limit 1),
         s.answer_by, s.agency_id, s.sign_id
    from sign s where s.asked_agency = current_setting('app.agency', true) and s.state in ('asked', 'acknowledged')
  union all
  select 'question', question_id, null, answer_by, asker_agency, asker_record
    from sign_question where agency_id = current_setting('app.agency', true) and state = 'asked'
  union all
  select 'order', order_id, recorded_name, least(review_by, (until_on + 1)::timestamp at time zone 'Europe/London'), agency_id, order_id
    from person_order where agency_id = current_setting('app.agency', true) and state = 'made'
  union all
  select 'judgement', j.judgement_id, j.by_name, (j.review_on + 1)::timestamp at time zone 'Europe/London', j.agency_id, j.judgement_id
    from judgement j
   where j.agency_id = current_setting('app.agency', true)
     and not exists (
       select from member m
         join member o on o.person_id = m.person_id and o.agency_id = m.agency_id
         join judgement later on later.agency_id = o.agency_id and later.judgement_id = o.record_id
        where m.agency_id = j.agency_id and m.record_id = j.judgement_id and later.at > j.at)
  union all
  select 'request', request_id, null, answer_by, agency_id, holder_record
    from share_request where agency_id = current_setting('app.agency', true) and state = 'asked'
  union all
  select 'supervision', s.note_id, s.supervisor_name, (s.next_on + 1)::timestamp at time zone 'Europe/London', s.record_agency, s.record_id
    from supervision_note s
   where s.agency_id = current_setting('app.agency', true) and s.next_on is not null
     and not exists (select from supervision_note l where l.agency_id = s.agency_id and l.follows @> array[s.note_id]);

-- The open work of the asking agency for each named person, and for nobody: counts and the soonest day, no ids. Names are those written in the
-- work; whoever has an account of that name is active or has left, and in a team. One of these kinds, or all; at most 2,000 names.
create function team_work(at timestamptz, soon timestamptz, of_kind text)
returns table (owner text, team_id text, has_left boolean, children int, items int, late int, coming int, first_due timestamptz)
language sql stable security definer set search_path = public rows 100 as $$
  select max(w.owner), max(u.team_id), coalesce(bool_and(not u.active), false), w.children, w.items, w.late, w.coming, w.first_due
    from (
      select p.name, min(p.owner) as owner, count(p.person_id)::int as children, sum(p.items)::int as items, sum(p.late)::int as late,
             sum(p.coming)::int as coming, min(p.first_due) as first_due
        from (
          select lower(x.owner) as name, min(x.owner collate "C") as owner, m.person_id, count(*) as items, count(*) filter (where x.due <= at) as late,
                 count(*) filter (where x.due > at and x.due <= soon) as coming, min(x.due) as first_due
            from open_work x left join member m on m.agency_id = x.holder and m.record_id = x.record
           where of_kind is null or x.kind = of_kind
           group by lower(x.owner), m.person_id) p
       group by p.name) w
    left join app_user u on u.agency_id = current_setting('app.agency', true) and lower(u.name) = w.name
   group by w.name, w.children, w.items, w.late, w.coming, w.first_due
   order by w.name nulls first
   limit 2000
$$;

-- Open work of the asking agency, the first due first and what has no day last, each with whom it is about while the agency reaches them. Of
-- one name, of nobody (an empty name) or of all; of one kind or all; only what is late, or all.
create function team_items(at timestamptz, of_owner text, of_kind text, only_late boolean, after_due timestamptz, after_id uuid, most int)
returns table (kind text, id uuid, owner text, due timestamptz, person_id uuid)
language sql stable security definer set search_path = public rows 50 as $$
  select w.kind, w.id, w.owner, w.due,
         case when m.person_id is not null and exists (select from person_access(m.person_id)) then m.person_id end
    from (
      select x.* from open_work x
       where (of_owner is null or (of_owner = '' and x.owner is null) or lower(x.owner) = lower(of_owner))
         and (of_kind is null or x.kind = of_kind)
         and (not only_late or x.due <= at)
         and (after_id is null or (coalesce(x.due, 'infinity'), x.id) > (coalesce(after_due, 'infinity'), after_id))
       order by coalesce(x.due, 'infinity'), x.id
       limit least(most, 501)) w
    left join member m on m.agency_id = w.holder and m.record_id = w.record
   order by coalesce(w.due, 'infinity'), w.id
$$;

-- People whom the asking agency watches, or in whose case it wrote, and who by a record that it may see may be born in these years; at most
-- 500. As before, but found by the years: the cost grows with those who are of that age, not with all cases.
create or replace function people_turning(at timestamptz, born_from int, born_to int) returns table (person_id uuid, watched boolean)
language sql stable security definer set search_path = public set enable_seqscan = off rows 100 as $$
  with seen as (
    select r.agency_id, r.record_id from record r
     where r.agency_id = current_setting('app.agency', true) and r.withdrawn_at is null and not r.restricted
       and (r.comparable->'bornBetween'->>0)::int <= born_to and (r.comparable->'bornBetween'->>1)::int >= born_from
    union all
    select r.agency_id, r.record_id from record r
     where r.audience @> array[current_setting('app.agency', true)] and r.withdrawn_at is null and not r.restricted
       and (r.comparable->'bornBetween'->>0)::int <= born_to and (r.comparable->'bornBetween'->>1)::int >= born_from
  ), people as (
    select distinct m.person_id from seen join member m on m.agency_id = seen.agency_id and m.record_id = seen.record_id
  )
  select p.person_id, w.watched
    from people p
   cross join lateral (
     select exists (
       select from member m join interest i on i.agency_id = m.agency_id and i.record_id = m.record_id
        where m.person_id = p.person_id and i.agency_id = current_setting('app.agency', true) and i.ended_at is null
          and i.kind in ('watch', 'open-case', 'allocated-worker') and (i.expires_at is null or i.expires_at > at)) as watched) w
   where w.watched or exists (
     select from member m join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
      where m.person_id = p.person_id and e.agency_id = current_setting('app.agency', true))
   order by p.person_id
   limit 500
$$;

-- Those of people_turning with what says when they were born and how their case stands, as person_records and case_log would show it: read for
-- all of them together, since the start page counts them.
create function turning_files(at timestamptz, born_from int, born_to int)
returns table (person_id uuid, watched boolean, said jsonb, events jsonb)
language sql stable security definer set search_path = public rows 100 as $$
  with chosen as materialized (select t.person_id, t.watched from people_turning(at, born_from, born_to) t),
  records as materialized (
    select c.person_id, m.agency_id, m.record_id from chosen c join member m on m.person_id = c.person_id),
  born as (
    select x.person_id,
           jsonb_agg(jsonb_build_object('dateOfBirth', v.person->'dateOfBirth', 'ageYears', v.person->'ageYears', 'asAt', v.person->'asAt')) as said
      from records x
      join record r on r.agency_id = x.agency_id and r.record_id = x.record_id and r.withdrawn_at is null and not r.restricted
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
     where (r.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
       and v.person ?| array['dateOfBirth', 'ageYears']
     group by x.person_id),
  log as (
    select x.person_id,
           jsonb_agg(jsonb_build_object(
             'eventId', e.event_id, 'agency', e.agency_id, 'kind', e.kind, 'facts', e.facts,
             'byName', case when told.here then e.by_name end, 'words', case when told.here then e.words end,
             'happenedAt', to_char(e.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'recordedAt', to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by e.recorded_at, e.seq) as events
      from records x
      join case_event e on e.record_agency = x.agency_id and e.record_id = x.record_id and e.part in ('lead', 'adult')
     cross join lateral (
       select e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)] as here) told
     where told.here or e.part = 'lead'
     group by x.person_id)
  select c.person_id, c.watched, coalesce(born.said, '[]'), coalesce(log.events, '[]')
    from chosen c left join born on born.person_id = c.person_id left join log on log.person_id = c.person_id
$$;

-- A record that is withdrawn leaves its supervision and who leads to another record of the same person.
create function keep_work() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  heir record;
begin
  if not exists (select from supervision_note s where s.record_agency = old.agency_id and s.record_id = old.record_id)
     and not exists (select from case_lead l where l.record_agency = old.agency_id and l.record_id = old.record_id) then return null; end if;
  select m.agency_id, m.record_id into heir
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = old.person_id and r.withdrawn_at is null and not r.restricted
   order by m.agency_id = old.agency_id desc, r.last_seen desc, m.record_id limit 1;
  if heir.record_id is null then return null; end if;
  update supervision_note s set record_agency = heir.agency_id, record_id = heir.record_id
   where s.record_agency = old.agency_id and s.record_id = old.record_id;
  update case_lead l set record_agency = heir.agency_id, record_id = heir.record_id
   where l.record_agency = old.agency_id and l.record_id = old.record_id;
  return null;
end $$;
create trigger keep_work after delete on member for each row execute function keep_work();

alter view open_work owner to throughline_linkage;
revoke all on open_work from public;
do $$
declare f text;
begin
  foreach f in array array[
    'set_case_work(uuid, jsonb, jsonb, timestamptz)', 'supervision_of(uuid)', 'team_work(timestamptz, timestamptz, text)',
    'turning_files(timestamptz, int, int)',
    'team_items(timestamptz, text, text, boolean, timestamptz, uuid, int)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
  alter function keep_work() owner to throughline_linkage;
  revoke all on function keep_work() from public;
end $$;

revoke create on schema public from throughline_linkage;
