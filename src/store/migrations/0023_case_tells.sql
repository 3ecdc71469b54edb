-- An event of a case may be told to several agencies at once, and a case has more parts than who leads and placements.

alter table case_event drop constraint case_event_part_check;
alter table case_event add constraint case_event_part_check
  check (part in ('lead', 'placement', 'plan', 'meeting', 'referral', 'nrm', 'order', 'adult', 'family'));
alter table case_matter drop constraint case_matter_kind_check;
alter table case_matter add constraint case_matter_kind_check
  check (kind in ('offer', 'dispute', 'placement', 'action', 'meeting', 'referral', 'nrm', 'order', 'enquiry', 'review'));

-- The only way anything gets into a case. As before, with `tells` a list: of each agency its code and the id of the record of that sharing.
create or replace function append_to_case(person uuid, events jsonb) returns text
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
  anchor record;
  last_at timestamptz;
  e jsonb;
  t jsonb;
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
    insert into case_event (agency_id, event_id, record_agency, record_id, part, kind, matter_id, happened_at, recorded_at, by_user, by_name,
                            facts, words, audience)
    values (me, (e->>'eventId')::uuid, anchor.agency_id, anchor.record_id, e->>'part', e->>'kind', (e->>'matterId')::uuid,
            (e->>'happenedAt')::timestamptz, greatest((e->>'recordedAt')::timestamptz, last_at), e->>'byUser', e->>'byName', e->'facts',
            e->>'words', array(select x->>'agency' from jsonb_array_elements(e->'tells') x where x->>'agency' <> me));
    for t in select * from jsonb_array_elements(e->'tells') loop
      told := t->>'agency';
      if told = me then continue; end if;
      insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at)
      values (me, (t->>'shareId')::uuid, told, 'person', person, 'an event of the case and what went before it: ' || (e->>'kind'),
              e->>'gateway', e->>'kind', e->>'byUser', (e->>'recordedAt')::timestamptz);
      if not open_for_case(anchor.agency_id, anchor.record_id, person, told, (t->>'shareId')::uuid) then return 'nothing-to-show'; end if;
      update case_event x set audience = x.audience || told
       where x.matter_id = (e->>'matterId')::uuid and x.agency_id <> told and not x.audience @> array[told];
    end loop;
  end loop;
  return 'appended';
end $$;
