-- Both questions of one person met, in one: who might these be, and what are those scored by.

grant create on schema public to throughline_linkage;

-- As match_candidates, with what comparables_of gives of each; a candidate that was withdrawn is left out.
create function match_comparables(ordinals int[], keys bigint[], weak boolean[], very_many bigint, most int)
returns table (ordinal int, shared int, agency_id text, record_id uuid, source_system text, subject_ref text, comparable jsonb, person_id uuid,
  restricted boolean)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  select c.ordinal, c.shared, r.agency_id, r.record_id, r.source_system, r.subject_ref, r.comparable, m.person_id, r.restricted
    from match_candidates(ordinals, keys, weak, very_many, most) c
    left join lateral (
      select * from record o where o.agency_id = c.agency_id and o.record_id = c.record_id and o.withdrawn_at is null limit 1) r on true
    left join member m on m.agency_id = r.agency_id and m.record_id = r.record_id
   where c.agency_id is null or r.agency_id is not null
$$;
alter function match_comparables(int[], bigint[], boolean[], bigint, int) owner to throughline_linkage;
revoke all on function match_comparables(int[], bigint[], boolean[], bigint, int) from public;
grant execute on function match_comparables(int[], bigint[], boolean[], bigint, int) to throughline_app;

revoke create on schema public from throughline_linkage;
