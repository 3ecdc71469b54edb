-- A case of years has thousands of events, most of them of its plan: who asks who leads reads the events of that alone.

grant create on schema public to throughline_linkage;

-- The log of a person's case, or of these parts of it, oldest first, at most 20,000 events, for an agency that reaches the person. As before
-- otherwise: events of who leads, those that say how a referral to the NRM stands, and that a plan was opened or closed come to all of these,
-- and who is on the team of a plan to all who were told anything of it, without name and words where they were told to others only; other
-- events only to those who wrote them or were told.
drop function case_log(uuid);
create function case_log(person uuid, of_parts text[]) returns table (
  event_id uuid, agency text, part text, kind text, happened_at timestamptz, recorded_at timestamptz, by_name text, facts jsonb, words text)
language sql stable security definer set search_path = public set enable_seqscan = off set plan_cache_mode = force_generic_plan rows 100 as $$
  select e.event_id, e.agency_id, e.part, e.kind, e.happened_at, e.recorded_at,
         case when told.here then e.by_name end, case when told.here then e.facts else e.facts - 'reference' end,
         case when told.here then e.words end
    from member m
    join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
   cross join lateral (
     select e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)] as here) told
   where m.person_id = person and exists (select from person_access(person)) and (of_parts is null or e.part = any(of_parts))
     and (told.here or e.part = 'lead'
       or e.kind in ('plan-opened', 'plan-closed', 'nrm-sent', 'nrm-decided', 'nrm-reconsideration-asked', 'nrm-reconsidered', 'nrm-suspended',
                     'nrm-resumed', 'nrm-withdrawn')
       or e.kind in ('team-invited', 'team-joined', 'team-declined', 'team-left') and exists (
         select from case_event x where x.matter_id = e.matter_id and x.audience @> array[current_setting('app.agency', true)]))
   order by e.recorded_at, e.seq
   limit 20000
$$;
alter function case_log(uuid, text[]) owner to throughline_linkage;
revoke all on function case_log(uuid, text[]) from public;
grant execute on function case_log(uuid, text[]) to throughline_app;

-- Who is on the team around a person, and why: as before, but whoever is only asked to a meeting, or to whom somebody is only referred, is not
-- on it: what a family writes is not for them.
create or replace function team_around(person uuid) returns table (agency_id text, because text)
language sql stable set enable_seqscan = off rows 10 as $$
  select i.agency_id, 'watch'
    from member m join interest i on i.agency_id = m.agency_id and i.record_id = m.record_id
   where m.person_id = person and i.kind = 'watch' and i.ended_at is null
  union
  select told.agency_id, 'case'
    from member m join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
   cross join lateral unnest(e.audience || e.agency_id) told (agency_id)
   where m.person_id = person and e.part not in ('meeting', 'referral')
  union
  select g.agency_id, 'invited'
    from member m join family_guest g on g.record_agency = m.agency_id and g.record_id = m.record_id
   where m.person_id = person
$$;

revoke create on schema public from throughline_linkage;
