-- A key may say too little by itself among very many records: whoever shares nothing but such a key is no candidate there.

grant create on schema public to throughline_linkage;

drop function match_candidates(int[], bigint[], int);

-- Who might these be? As before; a key that is `weak` is not enough by itself once as many records are held as `very_many`.
create function match_candidates(ordinals int[], keys bigint[], weak boolean[], very_many bigint, most int)
returns table (ordinal int, agency_id text, record_id uuid, shared int)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_mergejoin = off as $$
  with hits as materialized (
    select a.ordinal, a.key, a.weak, h.agency_id, h.record_id
      from unnest(ordinals[1:60000], keys[1:60000], weak[1:60000]) a (ordinal, key, weak)
     cross join lateral (
       select m.agency_id, m.record_id from match_key m where m.key = a.key order by m.agency_id, m.record_id limit 200) h
  ), ranked as (
    select h.ordinal, h.agency_id, h.record_id, count(*)::int as shared,
           row_number() over (partition by h.ordinal order by count(*) desc, h.agency_id collate "C", h.record_id) as rank
      from hits h
     group by h.ordinal, h.agency_id, h.record_id
    having count(*) > 1 or not bool_and(h.weak) or (select s.records from linkage_size s) < very_many
  )
  select r.ordinal, r.agency_id, r.record_id, r.shared from ranked r where r.rank <= least(most, 201)
  union all
  select c.ordinal, null, null, count(*)::int
    from (select h.ordinal, h.key from hits h group by h.ordinal, h.key having count(*) = 200) c
   where exists (select from match_key m where m.key = c.key order by m.agency_id, m.record_id offset 200)
   group by c.ordinal
$$;
alter function match_candidates(int[], bigint[], boolean[], bigint, int) owner to throughline_linkage;
revoke all on function match_candidates(int[], bigint[], boolean[], bigint, int) from public;
grant execute on function match_candidates(int[], bigint[], boolean[], bigint, int) to throughline_app;

revoke create on schema public from throughline_linkage;
