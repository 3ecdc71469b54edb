-- The plan for a child: a part of the case whose events only its team reads. That there is a plan is known to everybody who reaches the
-- child; who is on its team, to everybody who was asked to join.

alter table case_matter drop constraint case_matter_kind_check;
alter table case_matter add constraint case_matter_kind_check
  check (kind in ('offer', 'dispute', 'placement', 'invitation', 'action', 'meeting', 'referral', 'nrm', 'order', 'enquiry', 'review'));
-- What waits in a plan; only those on its team know all of that.
alter table case_matter add column plan_id uuid;

grant create on schema public to throughline_linkage;

-- The log of a person's case. As before, and of a plan: that it was opened or closed for all who reach the person, and who is on its team for
-- all who were told anything of it, both without name and words where they were told to others only.
create or replace function case_log(person uuid) returns table (
  event_id uuid, agency text, part text, kind text, happened_at timestamptz, recorded_at timestamptz, by_name text, facts jsonb, words text)
language sql stable security definer set search_path = public set enable_seqscan = off rows 100 as $$
  select e.event_id, e.agency_id, e.part, e.kind, e.happened_at, e.recorded_at,
         case when told.here then e.by_name end, e.facts, case when told.here then e.words end
    from member m
    join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
   cross join lateral (
     select e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)] as here) told
   where m.person_id = person and exists (select from person_access(person))
     and (told.here or e.part = 'lead' or e.kind in ('plan-opened', 'plan-closed')
       or e.kind in ('team-invited', 'team-joined', 'team-declined', 'team-left') and exists (
         select from case_event x where x.matter_id = e.matter_id and x.audience @> array[current_setting('app.agency', true)]))
   order by e.recorded_at, e.seq
   limit 20000
$$;

-- Opens what was written in a plan to the asking agency, which was invited to its team by somebody and joins now, with the record of that
-- sharing by each agency that wrote. For the function below only.
create function open_plan(person uuid, plan uuid, by_user text, gateway text, at timestamptz) returns void
language plpgsql set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
begin
  if not exists (
    select from case_event x
     where x.matter_id = plan and x.kind = 'team-invited' and x.facts->>'agency' = me and x.audience @> array[me]) then
    raise exception 'open_plan: nobody invited the agency' using errcode = '42501';
  end if;
  insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at)
  select distinct x.agency_id, gen_random_uuid(), me, 'person', person, 'what was written in the plan before they joined', open_plan.gateway,
         'team-joined', open_plan.by_user, open_plan.at
    from (select distinct y.agency_id from case_event y where y.matter_id = plan and y.agency_id <> me and not y.audience @> array[me]) x;
  update case_event x set audience = x.audience || me
   where x.matter_id = plan and x.agency_id <> me and not x.audience @> array[me];
end $$;

-- The only way anything gets into a case. As before; an event that is told `alone` opens nothing that went before it, and whoever joins a
-- plan reads what went before.
create or replace function append_to_case(person uuid, events jsonb) returns text
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
  anchor record;
  last_at timestamptz;
  e jsonb;
  t jsonb;
  told text;
  alone boolean;
begin
  if coalesce(me, '') = '' then raise exception 'append_to_case: no agency is set' using errcode = '42501'; end if;
  perform lock_people(array[person]);
  select * into anchor from case_anchor(person);
  if anchor.record_id is null then return 'gone'; end if;
  select max(x.recorded_at) into last_at
    from member m join case_event x on x.record_agency = m.agency_id and x.record_id = m.record_id
   where m.person_id = person;
  for e in select * from jsonb_array_elements(events) loop
    alone := coalesce((e->>'alone')::boolean, false);
    insert into case_event (agency_id, event_id, record_agency, record_id, part, kind, matter_id, happened_at, recorded_at, by_user, by_name,
                            facts, words, audience)
    values (me, (e->>'eventId')::uuid, anchor.agency_id, anchor.record_id, e->>'part', e->>'kind', (e->>'matterId')::uuid,
            (e->>'happenedAt')::timestamptz, greatest((e->>'recordedAt')::timestamptz, last_at), e->>'byUser', e->>'byName', e->'facts',
            e->>'words', array(select x->>'agency' from jsonb_array_elements(e->'tells') x where x->>'agency' <> me));
    if e->>'kind' = 'team-joined' then
      perform open_plan(person, (e->>'matterId')::uuid, e->>'byUser', e->>'gateway', (e->>'recordedAt')::timestamptz);
    end if;
    for t in select * from jsonb_array_elements(e->'tells') loop
      told := t->>'agency';
      if told = me then continue; end if;
      insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at)
      values (me, (t->>'shareId')::uuid, told, 'person', person,
              case when alone then 'an event of the case: ' else 'an event of the case and what went before it: ' end || (e->>'kind'),
              e->>'gateway', e->>'kind', e->>'byUser', (e->>'recordedAt')::timestamptz);
      if not open_for_case(anchor.agency_id, anchor.record_id, person, told, (t->>'shareId')::uuid) then return 'nothing-to-show'; end if;
      if not alone then
        update case_event x set audience = x.audience || told
         where x.matter_id = (e->>'matterId')::uuid and x.agency_id <> told and not x.audience @> array[told];
      end if;
    end loop;
  end loop;
  return 'appended';
end $$;

-- Sets what waits in a person's case, as the asking agency sees the case: these, and nothing else of what it knows. Of a plan it knows
-- everything when it is on the team, which the caller says, and else its own invitation.
drop function set_case_matters(uuid, jsonb, timestamptz);
create function set_case_matters(person uuid, matters jsonb, at timestamptz, plans uuid[]) returns void
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
     and case when x.plan_id is not null then x.plan_id = any(plans) or x.kind = 'invitation' and x.other_agency = me
              else x.kind <> 'placement' or me in (x.agency_id, x.other_agency) end
     and not exists (
       select from jsonb_array_elements(matters) w where (w->>'matterId')::uuid = x.matter_id and w->>'agency' = x.agency_id);
  insert into case_matter (agency_id, matter_id, other_agency, kind, record_agency, record_id, since, due_at, step, plan_id)
  select w->>'agency', (w->>'matterId')::uuid, w->>'other', w->>'kind', anchor.agency_id, anchor.record_id, (w->>'since')::timestamptz,
         (w->>'dueAt')::timestamptz, w->>'step', (w->>'planId')::uuid
    from jsonb_array_elements(matters) w
  on conflict (agency_id, matter_id) do update
     set other_agency = excluded.other_agency, since = excluded.since, due_at = excluded.due_at, step = excluded.step, ended_at = null,
         late_at = case when case_matter.due_at is not distinct from excluded.due_at then case_matter.late_at end
   where (case_matter.other_agency, case_matter.since, case_matter.due_at, case_matter.step, case_matter.ended_at)
         is distinct from (excluded.other_agency, excluded.since, excluded.due_at, excluded.step, null::timestamptz);
end $$;

-- Whom matters of the asking agency, on either side, are about now. As before, of matters that wait: an action that passed from one agency
-- to another has a row for each.
create or replace function people_of_matters(matters uuid[]) returns table (matter_id uuid, person_id uuid)
language sql stable security definer set search_path = public rows 100 as $$
  select x.matter_id, m.person_id
    from unnest(matters[1:500]) asked (matter_id)
    join case_matter x on x.matter_id = asked.matter_id and current_setting('app.agency', true) in (x.agency_id, x.other_agency)
    join member m on m.agency_id = x.record_agency and m.record_id = x.record_id
   where x.ended_at is null and exists (select from person_access(m.person_id))
$$;

alter function open_plan(uuid, uuid, text, text, timestamptz) owner to throughline_linkage;
revoke all on function open_plan(uuid, uuid, text, text, timestamptz) from public;
alter function set_case_matters(uuid, jsonb, timestamptz, uuid[]) owner to throughline_linkage;
revoke all on function set_case_matters(uuid, jsonb, timestamptz, uuid[]) from public;
grant execute on function set_case_matters(uuid, jsonb, timestamptz, uuid[]) to throughline_app;

revoke create on schema public from throughline_linkage;
