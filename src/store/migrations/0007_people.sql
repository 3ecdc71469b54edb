-- Opening a person: which of a person's records the asking agency reaches, and who else holds some. Ids and agencies only.

grant create on schema public to throughline_linkage;

-- How the asking agency stands to a person. No row when it neither holds nor was given any of the person's records. Withdrawn records
-- give no reach, and restricted ones none to an agency as a whole.
create function person_access(person uuid) returns table (owns boolean, shared boolean)
language sql stable security definer set search_path = public as $$
  select bool_or(m.agency_id = current_setting('app.agency', true)),
         bool_or(r.audience @> array[current_setting('app.agency', true)])
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null and not r.restricted
     and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
  having count(*) > 0
$$;

-- The records of a person that the asking agency holds or was given, at most 2,000, oldest agency first.
create function person_records(person uuid) returns table (agency_id text, record_id uuid, since timestamptz)
language sql stable security definer set search_path = public as $$
  select m.agency_id, m.record_id, m.since
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null
     and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
   order by m.agency_id, m.since, m.record_id
   limit 2000
$$;

-- The people that records belong to, for records that the asking agency holds or was given.
create function people_of_records(agencies text[], records uuid[]) returns table (agency_id text, record_id uuid, person_id uuid)
language sql stable security definer set search_path = public as $$
  select m.agency_id, m.record_id, m.person_id
    from unnest(agencies[1:500], records[1:500]) asked(agency_id, record_id)
    join member m on m.agency_id = asked.agency_id and m.record_id = asked.record_id
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)]
$$;

-- How many records and dated entries each agency holds of a person beyond what the asking agency may see; only for one that reaches the
-- person. A restricted record is not counted: that there is one would tell too much.
create function further_entries(person uuid) returns table (agency_id text, records bigint, entries bigint)
language sql stable security definer set search_path = public as $$
  select m.agency_id, count(*), count(e.record_id)
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
    left join event e on e.agency_id = m.agency_id and e.record_id = m.record_id and e.withdrawn_at is null
   where m.person_id = person and r.withdrawn_at is null and not r.restricted
     and m.agency_id <> current_setting('app.agency', true)
     and not r.audience @> array[current_setting('app.agency', true)]
     and exists (select from person_access(person))
   group by m.agency_id
   order by m.agency_id
$$;

do $$
declare f text;
begin
  foreach f in array array['person_access(uuid)', 'person_records(uuid)', 'people_of_records(text[], uuid[])', 'further_entries(uuid)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;
grant execute on function person_access(uuid) to throughline_linkage;

revoke create on schema public from throughline_linkage;
