-- Both questions of clustering around a few records, in one: their people's subjects, and what stands between any records of those.

grant create on schema public to throughline_linkage;

create function surroundings(agencies text[], records uuid[]) returns table (subjects jsonb, pairs jsonb)
language sql stable security definer set search_path = public set jit = off as $$
  with near as materialized (
    select s.agency_id, s.source_system, s.subject_ref, s.record_ids, s.person_ids from linked_subjects(agencies, records) s
  ), held as materialized (
    select n.agency_id, r.record_id from near n cross join lateral unnest(n.record_ids) r (record_id)
  )
  select (select jsonb_agg(jsonb_build_object('agency', n.agency_id, 'sourceSystem', n.source_system, 'subjectRef', n.subject_ref,
                                              'recordIds', n.record_ids, 'personIds', n.person_ids)) from near n),
         (select jsonb_agg(to_jsonb(p))
            from pairs_of((select array_agg(h.agency_id) from held h), (select array_agg(h.record_id) from held h)) p)
$$;
alter function surroundings(text[], uuid[]) owner to throughline_linkage;
revoke all on function surroundings(text[], uuid[]) from public;
grant execute on function surroundings(text[], uuid[]) to throughline_app;

-- These were planned anew at each call, which took longer than what they do; their plan does not depend on what is asked.
alter function initials_of(uuid[], date) set plan_cache_mode = force_generic_plan;
alter function lock_people(uuid[]) set plan_cache_mode = force_generic_plan;

revoke create on schema public from throughline_linkage;
