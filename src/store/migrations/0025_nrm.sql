-- Referrals to the NRM are a part of the case of which the outline comes to everybody who reaches the person: that there is one, who made
-- it, who was told, and what was decided. Whoever stands with a child in custody has to know. Words, drafts and what a referral says come
-- only to those who wrote them or were told.

alter table case_matter drop constraint case_matter_kind_check;
alter table case_matter add constraint case_matter_kind_check
  check (kind in ('offer', 'dispute', 'placement', 'invitation', 'action', 'nrm', 'nrm-action', 'meeting', 'referral', 'order', 'enquiry', 'review'));

-- The log of a person's case, oldest first, at most 20,000 events, for an agency that reaches the person. Events of who leads, those that say
-- how a referral to the NRM stands, and that a plan was opened or closed come to all of these, and who is on the team of a plan to all who
-- were told anything of it, without name and words where they were told to others only; other events only to those who wrote them or were
-- told.
create or replace function case_log(person uuid) returns table (
  event_id uuid, agency text, part text, kind text, happened_at timestamptz, recorded_at timestamptz, by_name text, facts jsonb, words text)
language sql stable security definer set search_path = public set enable_seqscan = off rows 100 as $$
  select e.event_id, e.agency_id, e.part, e.kind, e.happened_at, e.recorded_at,
         case when told.here then e.by_name end, case when told.here then e.facts else e.facts - 'reference' end,
         case when told.here then e.words end
    from member m
    join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
   cross join lateral (
     select e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)] as here) told
   where m.person_id = person and exists (select from person_access(person))
     and (told.here or e.part = 'lead'
       or e.kind in ('plan-opened', 'plan-closed', 'nrm-sent', 'nrm-decided', 'nrm-reconsideration-asked', 'nrm-reconsidered', 'nrm-suspended',
                     'nrm-resumed', 'nrm-withdrawn')
       or e.kind in ('team-invited', 'team-joined', 'team-declined', 'team-left') and exists (
         select from case_event x where x.matter_id = e.matter_id and x.audience @> array[current_setting('app.agency', true)]))
   order by e.recorded_at, e.seq
   limit 20000
$$;

-- Sets what waits in a person's case, as the asking agency sees the case. Offers and disputes are known to everybody who reaches the person;
-- of a plan it knows everything when it is on the team, which the caller says, and else its own invitation; of all else it sets and ends only
-- what it is a side of, since of the rest it may know a part.
create or replace function set_case_matters(person uuid, matters jsonb, at timestamptz, plans uuid[]) returns void
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
              else x.kind in ('offer', 'dispute') or me in (x.agency_id, x.other_agency) end
     and not exists (
       select from jsonb_array_elements(matters) w where (w->>'matterId')::uuid = x.matter_id and w->>'agency' = x.agency_id);
  insert into case_matter (agency_id, matter_id, other_agency, kind, record_agency, record_id, since, due_at, step, plan_id)
  select w->>'agency', (w->>'matterId')::uuid, w->>'other', w->>'kind', anchor.agency_id, anchor.record_id, (w->>'since')::timestamptz,
         (w->>'dueAt')::timestamptz, w->>'step', (w->>'planId')::uuid
    from jsonb_array_elements(matters) w
   where w->>'planId' is not null or w->>'kind' in ('offer', 'dispute') or me in (w->>'agency', w->>'other')
  on conflict (agency_id, matter_id) do update
     set other_agency = excluded.other_agency, since = excluded.since, due_at = excluded.due_at, step = excluded.step, ended_at = null,
         late_at = case when case_matter.due_at is not distinct from excluded.due_at then case_matter.late_at end
   where (case_matter.other_agency, case_matter.since, case_matter.due_at, case_matter.step, case_matter.ended_at)
         is distinct from (excluded.other_agency, excluded.since, excluded.due_at, excluded.step, null::timestamptz);
end $$;
