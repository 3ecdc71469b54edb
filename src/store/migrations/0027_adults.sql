-- What waits for an adult who may be at risk and for a child who turns eighteen; who was met at a home; and who turns eighteen.

alter table case_matter drop constraint case_matter_kind_check;
alter table case_matter add constraint case_matter_kind_check
  check (kind in ('offer', 'dispute', 'placement', 'invitation', 'action', 'nrm', 'nrm-action', 'meeting', 'referral', 'order', 'enquiry', 'review',
                  'adult-action', 'adult-review', 'adult-lead'));

-- Where somebody was met or taken from, by house and street as written before the first comma, so that a home can be asked for.
create index event_house on event (split_part(lower(place), ',', 1)) where place is not null;
create index event_taken_from on event (split_part(lower(facts->>'arrestedPlace'), ',', 1)) where facts ? 'arrestedPlace';

grant create on schema public to throughline_linkage;

-- Records of the asking agency, or shared with it, of people met at a house or taken from it; the newest first, at most 200.
create function met_at(house text) returns table (agency_id text, record_id uuid)
language sql stable security definer set search_path = public rows 20 as $$
  select found.agency_id, found.record_id
    from (
      select e.agency_id, e.record_id, e.starts_at, e.audience, e.withdrawn_at from event e
       where e.place is not null and split_part(lower(e.place), ',', 1) = house
      union
      select e.agency_id, e.record_id, e.starts_at, e.audience, e.withdrawn_at from event e
       where e.facts ? 'arrestedPlace' and split_part(lower(e.facts->>'arrestedPlace'), ',', 1) = house) found
   where found.withdrawn_at is null
     and (found.agency_id = current_setting('app.agency', true) or found.audience @> array[current_setting('app.agency', true)])
   order by found.starts_at desc, found.record_id
   limit 200
$$;

-- People whom the asking agency watches, or in whose case it wrote, and who by a record that it may see may be born in these years; at most
-- 500. `watched` says that an interest of its own is open.
create function people_turning(at timestamptz, born_from int, born_to int) returns table (person_id uuid, watched boolean)
language sql stable security definer set search_path = public rows 100 as $$
  with mine as (
    select i.agency_id, i.record_id, true as watched from interest i
     where i.agency_id = current_setting('app.agency', true) and i.ended_at is null
       and i.kind in ('watch', 'open-case', 'allocated-worker') and (i.expires_at is null or i.expires_at > at)
    union all
    select distinct e.record_agency, e.record_id, false from case_event e where e.agency_id = current_setting('app.agency', true)
  )
  select m.person_id, bool_or(mine.watched)
    from mine join member m on m.agency_id = mine.agency_id and m.record_id = mine.record_id
   where exists (
     select from member other join record r on r.agency_id = other.agency_id and r.record_id = other.record_id
      where other.person_id = m.person_id and r.withdrawn_at is null and not r.restricted
        and (r.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
        and (r.comparable->'bornBetween'->>0)::int <= born_to and (r.comparable->'bornBetween'->>1)::int >= born_from)
   group by m.person_id
   order by m.person_id
   limit 500
$$;

do $$
declare f text;
begin
  foreach f in array array['met_at(text)', 'people_turning(timestamptz, int, int)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
