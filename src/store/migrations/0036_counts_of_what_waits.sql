-- The start page of an agency with very many open cases: what waits is counted by kind, from an index.

create index case_matter_own_kind on case_matter (agency_id, kind, due_at) where ended_at is null;
create index case_matter_other_kind on case_matter (other_agency, kind, due_at) where ended_at is null;

grant create on schema public to throughline_linkage;

-- People whom the asking agency watches, or in whose case it wrote, and who by a record that it may see may be born in these years; at most
-- 500, those who may be the eldest first. As before otherwise, but planned for the many that there are.
create or replace function people_turning(at timestamptz, born_from int, born_to int) returns table (person_id uuid, watched boolean)
language sql stable security definer set search_path = public rows 100 as $$
  with seen as (
    select r.agency_id, r.record_id, (r.comparable->'bornBetween'->>0)::int as born from record r
     where r.agency_id = current_setting('app.agency', true) and r.withdrawn_at is null and not r.restricted
       and (r.comparable->'bornBetween'->>0)::int <= born_to and (r.comparable->'bornBetween'->>1)::int >= born_from
    union all
    select r.agency_id, r.record_id, (r.comparable->'bornBetween'->>0)::int from record r
     where r.audience @> array[current_setting('app.agency', true)] and r.withdrawn_at is null and not r.restricted
       and (r.comparable->'bornBetween'->>0)::int <= born_to and (r.comparable->'bornBetween'->>1)::int >= born_from
  )
  select p.person_id, w.watched
    from (
      select m.person_id, min(seen.born) as born
        from seen join member m on m.agency_id = seen.agency_id and m.record_id = seen.record_id
       group by m.person_id
       order by 2, 1
      -- Put in order before they are looked at: most need not be.
      offset 0) p
   cross join lateral (
     select exists (
       select from member m join interest i on i.agency_id = m.agency_id and i.record_id = m.record_id
        where m.person_id = p.person_id and i.agency_id = current_setting('app.agency', true) and i.ended_at is null
          and i.kind in ('watch', 'open-case', 'allocated-worker') and (i.expires_at is null or i.expires_at > at)) as watched) w
   where w.watched or exists (
     select from member m join case_event e on e.record_agency = m.agency_id and e.record_id = m.record_id
      where m.person_id = p.person_id and e.agency_id = current_setting('app.agency', true))
   order by p.born, p.person_id
   limit 500
$$;

revoke create on schema public from throughline_linkage;
