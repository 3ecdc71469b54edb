-- What stands between the records of a child who has been met a hundred times is five thousand pairs: an encounter reads all of them, so
-- each is written in a few bytes.

grant create on schema public to throughline_linkage;

drop function surroundings(text[], uuid[]);

-- Both questions of clustering around a few records, in one: their people's subjects, and what stands between any records of those. A line
-- a word, its parts parted by tabs: left and right, whose word, what it is, its weight ('-' for none), what holds it back, parted by bars, and
-- of a person's word its id. A record of the subjects is a number, counted from 0 through their recordIds; any other is agency/id. Older words come first.
create function surroundings(agencies text[], records uuid[]) returns table (subjects jsonb, pairs text)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
  with near as materialized (
    select row_number() over () as place, s.* from linked_subjects(agencies, records) s
  ), held as materialized (
    select row_number() over (order by n.place, r.at) - 1 as number, n.agency_id, r.record_id
      from near n cross join lateral unnest(n.record_ids) with ordinality r (record_id, at)
  ), standing as (
    select h.number::text as one, coalesce(o.number::text, d.right_agency || '/' || d.right_record) as other,
           d.by_kind, d.outcome, d.weight, d.holds, d.agency_id, d.decision_id
      from held h
     cross join lateral (
       select * from link_decision x where x.agency_id = h.agency_id and x.left_record = h.record_id and x.current offset 0) d
      left join held o on o.agency_id = d.right_agency and o.record_id = d.right_record
     where d.status = 'stands'
    union all
    -- What stands between two of them was found from its left.
    select d.agency_id || '/' || d.left_record, h.number::text, d.by_kind, d.outcome, d.weight, d.holds, d.agency_id, d.decision_id
      from held h
     cross join lateral (
       select * from link_decision x where x.right_agency = h.agency_id and x.right_record = h.record_id and x.current offset 0) d
      left join held o on o.agency_id = d.agency_id and o.record_id = d.left_record
     where d.status = 'stands' and o.number is null
  )
  select (select jsonb_agg(jsonb_build_object('agency', n.agency_id, 'sourceSystem', n.source_system, 'subjectRef', n.subject_ref,
                                              'recordIds', n.record_ids, 'personIds', n.person_ids) order by n.place) from near n),
         (select string_agg(concat_ws(e'\t', s.one, s.other, s.by_kind, s.outcome, coalesce(s.weight::text, '-'), array_to_string(s.holds, '|'),
                                      case when s.by_kind = 'person' then s.decision_id end), e'\n' order by s.agency_id, s.decision_id)
            from standing s)
$$;
alter function surroundings(text[], uuid[]) owner to throughline_linkage;
revoke all on function surroundings(text[], uuid[]) from public;
grant execute on function surroundings(text[], uuid[]) to throughline_app;

revoke create on schema public from throughline_linkage;
