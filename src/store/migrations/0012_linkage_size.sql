-- How many records linkage holds. By chance alone pairs agree the more often the more records there are, so the weight at which the
-- machine joins rises with each doubling (decision 9). One row; it holds numbers only.
create table linkage_size (
  only_row    boolean primary key default true check (only_row),
  records     bigint not null default 0,
  -- For how many records the pairs that stand were decided.
  decided_for bigint not null default 0
);
insert into linkage_size default values;
grant select on linkage_size to throughline_app;
grant select, update on linkage_size to throughline_linkage;

grant create on schema public to throughline_linkage;

-- One linking at a time where it matters, as before; now it also says for how many records to decide.
drop function lock_linkage(bigint[]);
create function lock_linkage(keys bigint[]) returns bigint
language plpgsql security definer set search_path = public as $$
declare
  k bigint;
begin
  if keys is null then
    perform pg_advisory_xact_lock(5741, 0);
  else
    perform pg_advisory_xact_lock_shared(5741, 0);
    for k in select distinct (u.key % 1000000)::int from unnest(keys[1:400]) u (key) order by 1 loop
      perform pg_advisory_xact_lock(5742, k::int);
    end loop;
  end if;
  return (select s.records from linkage_size s);
end $$;

-- Adds to the records that linkage holds; for those who link alone.
create function add_to_linkage(more bigint) returns void
language sql security definer set search_path = public as $$
  update linkage_size set records = greatest(records + more, 0)
$$;

-- Counts the records that linkage holds, and gives the count beside the number that standing pairs were decided for.
create function count_linkage() returns table (records bigint, decided_for bigint)
language sql security definer set search_path = public as $$
  update linkage_size s set records = (select count(*) from member) returning s.records, s.decided_for
$$;

-- Notes that all pairs that stand are decided for so many records.
create function note_decided_for(held bigint) returns void
language sql security definer set search_path = public as $$
  update linkage_size set decided_for = held
$$;

-- Decides again, by the weights that are stored, the machine's words on pairs of the asking agency's that the higher weights no longer bear
-- out: at most 2,000, in order of their ids, after the given one. Each earlier word is kept and no longer current.
create function redecide_pairs(join_at real, review_at real, after uuid, most int, decided_at timestamptz)
returns table (decision_id uuid, left_record uuid, right_agency text, right_record uuid)
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
#variable_conflict use_column
declare
  me text := current_setting('app.agency', true);
  due uuid[];
begin
  select array_agg(d.decision_id) into due
    from (select l.decision_id from link_decision l
           where l.agency_id = me and (after is null or l.decision_id > after) and l.current and l.by_kind <> 'person'
             and ((l.outcome = 'join' and l.weight < join_at) or (l.outcome = 'review' and l.weight < review_at))
           order by l.decision_id limit least(most, 2000)) d;
  update link_decision l set current = false where l.agency_id = me and l.decision_id = any(due);
  insert into link_decision (agency_id, decision_id, left_record, right_agency, right_record, by_kind, outcome, weight, probability,
                             evidence, holds, model_version, reason, at, audience)
  select l.agency_id, gen_random_uuid(), l.left_record, l.right_agency, l.right_record, l.by_kind,
         case when l.weight >= review_at then 'review' else 'apart' end, l.weight, l.probability, l.evidence, l.holds, l.model_version,
         'more records are held, so more weight is asked', decided_at, l.audience
    from link_decision l
   where l.agency_id = me and l.decision_id = any(due);
  return query select l.decision_id, l.left_record, l.right_agency, l.right_record
                 from link_decision l where l.agency_id = me and l.decision_id = any(due) order by l.decision_id;
end $$;

do $$
declare f text;
begin
  foreach f in array array['lock_linkage(bigint[])', 'add_to_linkage(bigint)', 'count_linkage()', 'note_decided_for(bigint)',
    'redecide_pairs(real, real, uuid, int, timestamptz)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
