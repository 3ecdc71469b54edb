-- The case of a child: one append-only log of what agencies wrote, each event hung on a record, so that linking and unlinking carries it
-- along; and what in it waits for somebody. Who leads is known to everybody who reaches the child; all else to its audience.

-- What happened in a child's case. `part` says which part of the case it belongs to; later parts are added to the check. Nothing is edited
-- but the audience, which grows when another agency is told, and the record, when that one is withdrawn.
create table case_event (
  agency_id     text not null,
  event_id      uuid not null,
  seq           bigint not null generated always as identity,
  record_agency text not null,
  record_id     uuid not null,
  part          text not null check (part in ('lead', 'placement')),
  kind          text not null,
  matter_id     uuid,
  happened_at   timestamptz not null,
  recorded_at   timestamptz not null,
  by_user       text not null,
  by_name       text not null,
  facts         jsonb not null,
  words         text,
  audience      text[] not null default '{}',
  primary key (agency_id, event_id),
  check (happened_at <= recorded_at)
);
create index case_event_record on case_event (record_agency, record_id, seq);
create index case_event_matter on case_event (matter_id) where matter_id is not null;
-- One answer to an offer, whatever comes at the same moment.
create unique index case_event_answer on case_event (matter_id)
 where kind in ('accepted', 'declined', 'countered', 'withdrawn', 'expired');

-- What in a case waits, with its clock: an offer of the lead, a dispute, a placement of which something is missing. Derived from the log
-- by whoever appended to it, for lists and jobs; `other_agency` is empty until that agency was told.
create table case_matter (
  agency_id     text not null,
  matter_id     uuid not null,
  other_agency  text,
  kind          text not null check (kind in ('offer', 'dispute', 'placement')),
  record_agency text not null,
  record_id     uuid not null,
  since         timestamptz not null,
  due_at        timestamptz,
  step          text,
  late_at       timestamptz,
  ended_at      timestamptz,
  primary key (agency_id, matter_id)
);
create index case_matter_own on case_matter (agency_id, due_at) where ended_at is null;
create index case_matter_other on case_matter (other_agency, due_at) where ended_at is null;
create index case_matter_record on case_matter (record_agency, record_id) where ended_at is null;
create index case_matter_due on case_matter (due_at) where ended_at is null and late_at is null;

do $$
declare t text;
begin
  foreach t in array array['case_event', 'case_matter'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I for select to throughline_app using (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
end $$;
create policy told on case_event for select to throughline_app using (audience @> array[current_setting('app.agency', true)]);
create policy told on case_matter for select to throughline_app using (other_agency = current_setting('app.agency', true));

grant select on case_event, case_matter to throughline_app;
grant select, insert, update on case_event, case_matter to throughline_linkage;

grant create on schema public to throughline_linkage;

-- The log of a person's case, oldest first, at most 20,000 events, for an agency that reaches the person. Events of who leads come to all
-- of these, without name and words where they were told to others only; other events only to those who wrote them or were told.
create function case_log(person uuid) returns table (
  event_id uuid, agency text, part text, kind text, happened_at timestamptz, recorded_at timestamptz, by_name text, facts jsonb, words text)
language sql stable security definer set search_path = public set enable_seqscan = off rows 100 as $$
  select e.event_id, e.agency_id, e.part, e.kind, e.happened_at, e.recorded_at,
         case when told.here then e.by_name end, e.facts, case when told.here then e.words end
    from member m
    join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
   cross join lateral (
     select e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)] as here) told
   where m.person_id = person and (told.here or e.part = 'lead') and exists (select from person_access(person))
   order by e.recorded_at, e.seq
   limit 20000
$$;

-- The record on which the asking agency hangs what it writes of a person: one of its own, else one that it was given.
create function case_anchor(person uuid) returns table (agency_id text, record_id uuid)
language sql stable security definer set search_path = public rows 1 as $$
  select m.agency_id, m.record_id
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null and not r.restricted
     and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
   order by m.agency_id = current_setting('app.agency', true) desc, r.last_seen desc, m.record_id
   limit 1
$$;

-- Opens one record of the asking agency to another that is told of the person and reaches none of the person's records yet, so that it
-- knows whom it is told of. False when the record is not the asking agency's to open. For the function below only.
create function open_for_case(anchor_agency text, anchor_record uuid, person uuid, audience text, share uuid) returns boolean
language plpgsql set enable_seqscan = off as $$
begin
  if exists (
    select from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
     where m.person_id = person and r.withdrawn_at is null and not r.restricted
       and (m.agency_id = open_for_case.audience or r.audience @> array[open_for_case.audience])) then
    return true;
  end if;
  if anchor_agency <> current_setting('app.agency', true) then return false; end if;
  insert into share_record (agency_id, share_id, record_id) values (anchor_agency, share, anchor_record);
  update record x set audience = x.audience || open_for_case.audience where x.agency_id = anchor_agency and x.record_id = anchor_record;
  update record_version x set audience = x.audience || open_for_case.audience where x.agency_id = anchor_agency and x.record_id = anchor_record;
  update event x set audience = x.audience || open_for_case.audience where x.agency_id = anchor_agency and x.record_id = anchor_record;
  insert into search_token (agency_id, token, holder, record_id)
  select open_for_case.audience, t.token, t.holder, t.record_id
    from search_token t
   where t.record_id = anchor_record and t.agency_id = anchor_agency and t.holder = anchor_agency
  on conflict do nothing;
  return true;
end $$;

-- The only way anything gets into a case. Locks the person, hangs the events on a record of the asking agency, opens them and what came
-- before in the same matter to whom they tell, with the record of that sharing. A time before that of the last event becomes that time,
-- so that the order in which events were recorded is the order of their times. Says 'gone' when the agency reaches no record of the person,
-- and 'nothing-to-show' when whom it tells reaches none and the agency has none of its own to open; then the caller takes it all back.
create function append_to_case(person uuid, events jsonb) returns text
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
  anchor record;
  last_at timestamptz;
  e jsonb;
  told text;
begin
  if coalesce(me, '') = '' then raise exception 'append_to_case: no agency is set' using errcode = '42501'; end if;
  perform lock_people(array[person]);
  select * into anchor from case_anchor(person);
  if anchor.record_id is null then return 'gone'; end if;
  select max(x.recorded_at) into last_at
    from member m join case_event x on x.record_agency = m.agency_id and x.record_id = m.record_id
   where m.person_id = person;
  for e in select * from jsonb_array_elements(events) loop
    told := nullif(e->>'tells', me);
    insert into case_event (agency_id, event_id, record_agency, record_id, part, kind, matter_id, happened_at, recorded_at, by_user, by_name,
                            facts, words, audience)
    values (me, (e->>'eventId')::uuid, anchor.agency_id, anchor.record_id, e->>'part', e->>'kind', (e->>'matterId')::uuid,
            (e->>'happenedAt')::timestamptz, greatest((e->>'recordedAt')::timestamptz, last_at), e->>'byUser', e->>'byName', e->'facts',
            e->>'words', array_remove(array[told], null));
    if told is null then continue; end if;
    insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at)
    values (me, (e->>'shareId')::uuid, told, 'person', person, 'an event of the case and what went before it: ' || (e->>'kind'),
            e->>'gateway', e->>'kind', e->>'byUser', (e->>'recordedAt')::timestamptz);
    if not open_for_case(anchor.agency_id, anchor.record_id, person, told, (e->>'shareId')::uuid) then return 'nothing-to-show'; end if;
    update case_event x set audience = x.audience || told
     where x.matter_id = (e->>'matterId')::uuid and x.agency_id <> told and not x.audience @> array[told];
  end loop;
  return 'appended';
end $$;

-- Sets what waits in a person's case, as the asking agency sees the case: these, and nothing else of the kinds and placements it knows.
create function set_case_matters(person uuid, matters jsonb, at timestamptz) returns void
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
  anchor record;
begin
  select * into anchor from case_anchor(person);
  if anchor.record_id is null then return; end if;
  update case_matter x set ended_at = at
    from member m
   where m.person_id = person and x.record_agency = m.agency_id and x.record_id = m.record_id and x.ended_at is null
     and (x.kind <> 'placement' or me in (x.agency_id, x.other_agency))
     and not exists (select from jsonb_array_elements(matters) w where (w->>'matterId')::uuid = x.matter_id);
  insert into case_matter (agency_id, matter_id, other_agency, kind, record_agency, record_id, since, due_at, step)
  select w->>'agency', (w->>'matterId')::uuid, w->>'other', w->>'kind', anchor.agency_id, anchor.record_id, (w->>'since')::timestamptz,
         (w->>'dueAt')::timestamptz, w->>'step'
    from jsonb_array_elements(matters) w
  on conflict (agency_id, matter_id) do update
     set other_agency = excluded.other_agency, since = excluded.since, due_at = excluded.due_at, step = excluded.step, ended_at = null,
         late_at = case when case_matter.due_at is not distinct from excluded.due_at then case_matter.late_at end
   where (case_matter.other_agency, case_matter.since, case_matter.due_at, case_matter.step, case_matter.ended_at)
         is distinct from (excluded.other_agency, excluded.since, excluded.due_at, excluded.step, null::timestamptz);
end $$;

-- What waits for the asking agency and whose clock has run out, not yet said; at most 500, each marked as said. Gives the person, where
-- the agency still reaches one.
create function take_late_matters(at timestamptz) returns table (matter_id uuid, kind text, other_agency text, person_id uuid)
language sql security definer set search_path = public rows 10 as $$
  with late as (
    select x.agency_id, x.matter_id from case_matter x
     where x.agency_id = current_setting('app.agency', true) and x.ended_at is null and x.late_at is null and x.due_at <= at
     order by x.due_at limit 500 for update skip locked
  ), marked as (
    update case_matter x set late_at = at from late
     where x.agency_id = late.agency_id and x.matter_id = late.matter_id
    returning x.matter_id, x.kind, x.other_agency, x.record_agency, x.record_id
  )
  select k.matter_id, k.kind, k.other_agency, m.person_id
    from marked k left join member m on m.agency_id = k.record_agency and m.record_id = k.record_id
$$;

-- Whom matters of the asking agency, on either side, are about now.
create function people_of_matters(matters uuid[]) returns table (matter_id uuid, person_id uuid)
language sql stable security definer set search_path = public rows 100 as $$
  select x.matter_id, m.person_id
    from unnest(matters[1:500]) asked (matter_id)
    join case_matter x on x.matter_id = asked.matter_id and current_setting('app.agency', true) in (x.agency_id, x.other_agency)
    join member m on m.agency_id = x.record_agency and m.record_id = x.record_id
   where exists (select from person_access(m.person_id))
$$;

-- A record that is withdrawn leaves its case to another record of the same person, so that nothing of the case is lost with it.
create function keep_case() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  heir record;
begin
  if not exists (select from case_event e where e.record_agency = old.agency_id and e.record_id = old.record_id) then return null; end if;
  select m.agency_id, m.record_id into heir
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = old.person_id and r.withdrawn_at is null and not r.restricted
   order by m.agency_id = old.agency_id desc, r.last_seen desc, m.record_id limit 1;
  if heir.record_id is null then return null; end if;
  update case_event e set record_agency = heir.agency_id, record_id = heir.record_id
   where e.record_agency = old.agency_id and e.record_id = old.record_id;
  update case_matter x set record_agency = heir.agency_id, record_id = heir.record_id
   where x.record_agency = old.agency_id and x.record_id = old.record_id;
  return null;
end $$;
create trigger keep_case after delete on member for each row execute function keep_case();

-- Agencies for which a clock has run out, cases included: what was asked before goes on under another name. No ids.
alter function agencies_with_due_work(timestamptz) rename to due_work_besides_cases;
revoke all on function due_work_besides_cases(timestamptz) from throughline_app;
create function agencies_with_due_work(at timestamptz) returns table (agency_id text, work text)
language sql stable security definer set search_path = public rows 10 as $$
  select d.agency_id, d.work from due_work_besides_cases(at) d
  union all
  select distinct x.agency_id, 'case-clocks' from case_matter x where x.ended_at is null and x.late_at is null and x.due_at <= at
$$;

do $$
declare f text;
begin
  foreach f in array array[
    'case_log(uuid)', 'append_to_case(uuid, jsonb)', 'set_case_matters(uuid, jsonb, timestamptz)', 'take_late_matters(timestamptz)',
    'people_of_matters(uuid[])', 'agencies_with_due_work(timestamptz)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
  foreach f in array array['case_anchor(uuid)', 'open_for_case(text, uuid, uuid, text, uuid)', 'keep_case()'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
