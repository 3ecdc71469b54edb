-- The live linkage: candidates across agencies, the pairs that were decided, and the people that follow from them.
-- Row security would blind it, so these functions cross agencies. Each is bounded, and gives ids and comparable forms only.

-- A person whom an agency knows by one id is often told of in many rows that say the same. One record stands for all that do:
-- it alone has match keys and pairs, and the others follow it. `said` is a hash of the comparable form.
create table match_profile (
  agency_id     text not null,
  record_id     uuid not null,
  source_system text not null,
  subject_ref   text not null,
  said          bigint not null,
  -- No index begins with the agency: of one that the planner's figures do not show yet it would read all rows by it.
  primary key (record_id, agency_id),
  unique (subject_ref, source_system, agency_id, said)
);
alter table match_profile enable row level security;
alter table match_profile force row level security;
create policy own on match_profile to throughline_app using (agency_id = current_setting('app.agency', true)) with check (agency_id = current_setting('app.agency', true));
grant select, insert, delete on match_profile to throughline_app;

-- Who confirmed or refused what another agency proposed.
alter table link_decision add column answered_by text, add column answered_agency text, add column answered_at timestamptz;

drop index link_decision_review;
create index link_decision_review on link_decision (agency_id, weight desc) where current and outcome = 'review' and by_kind <> 'person';
create index link_decision_review_right on link_decision (right_agency, weight desc) where current and outcome = 'review' and by_kind <> 'person';
create index link_decision_proposed on link_decision (agency_id, at) where current and status = 'proposed';
create index link_decision_proposed_right on link_decision (right_agency, at) where current and status = 'proposed';
create index link_decision_by_id on link_decision (decision_id);
create index link_decision_person_left on link_decision (agency_id, left_record) where by_kind = 'person';

grant create on schema public to throughline_linkage;

-- Who might these be? For each ordinal the records that share most of its keys (at most 60,000 keys in all, at most 201 records each).
-- A key is followed to its first 200 records. For ordinals with keys that more records share, a row without a record says how many.
create function match_candidates(ordinals int[], keys bigint[], most int)
returns table (ordinal int, agency_id text, record_id uuid, shared int)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_mergejoin = off as $$
  with hits as materialized (
    select a.ordinal, a.key, h.agency_id, h.record_id
      from unnest(ordinals[1:60000], keys[1:60000]) a (ordinal, key)
     cross join lateral (
       select m.agency_id, m.record_id from match_key m where m.key = a.key order by m.agency_id, m.record_id limit 200) h
  ), ranked as (
    select h.ordinal, h.agency_id, h.record_id, count(*)::int as shared,
           row_number() over (partition by h.ordinal order by count(*) desc, h.agency_id collate "C", h.record_id) as rank
      from hits h
     group by h.ordinal, h.agency_id, h.record_id
  )
  select r.ordinal, r.agency_id, r.record_id, r.shared from ranked r where r.rank <= least(most, 201)
  union all
  select c.ordinal, null, null, count(*)::int
    from (select h.ordinal, h.key from hits h group by h.ordinal, h.key having count(*) = 200) c
   where exists (select from match_key m where m.key = c.key order by m.agency_id, m.record_id offset 200)
   group by c.ordinal
$$;

-- What candidates are scored by, at most 50,000 at once. Withdrawn records are left out.
create function comparables_of(agencies text[], records uuid[])
returns table (agency_id text, record_id uuid, source_system text, subject_ref text, comparable jsonb, person_id uuid, restricted boolean)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  select r.agency_id, r.record_id, r.source_system, r.subject_ref, r.comparable, m.person_id, r.restricted
    from unnest(agencies[1:50000], records[1:50000]) a (agency_id, record_id)
   cross join lateral (
     select * from record o where o.agency_id = a.agency_id and o.record_id = a.record_id and o.withdrawn_at is null limit 1) r
    left join member m on m.agency_id = r.agency_id and m.record_id = r.record_id
$$;

-- The people that these records are taken for, each with all its records, gathered by the agencies' own ids of a person.
-- `record_ids` and `person_ids` go side by side.
create function linked_subjects(agencies text[], records uuid[])
returns table (agency_id text, source_system text, subject_ref text, record_ids uuid[], person_ids uuid[])
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  with asked as materialized (
    select distinct a.agency_id, a.record_id from unnest(agencies[1:50000], records[1:50000]) a (agency_id, record_id)
  ), people as materialized (
    select distinct m.person_id
      from asked a
     cross join lateral (select o.person_id from member o where o.agency_id = a.agency_id and o.record_id = a.record_id limit 1) m
  ), near as materialized (
    select a.agency_id, a.record_id from asked a
    union
    select m.agency_id, m.record_id
      from people p
     cross join lateral (select o.agency_id, o.record_id from member o where o.person_id = p.person_id limit 10000) m
  ), held as materialized (
    select r.agency_id, r.record_id, r.source_system, r.subject_ref
      from near n
     cross join lateral (
       select * from record o where o.agency_id = n.agency_id and o.record_id = n.record_id and o.withdrawn_at is null limit 1) r
  ), told as materialized (
    select s.agency_id, s.source_system, s.subject_ref, r.record_id
      from (select distinct h.agency_id, h.source_system, h.subject_ref from held h where h.subject_ref is not null) s
     cross join lateral (
       select o.record_id from record o
        where o.agency_id = s.agency_id and o.source_system = s.source_system and o.subject_ref = s.subject_ref and o.withdrawn_at is null
        limit 10000) r
    union all
    select h.agency_id, h.source_system, null, h.record_id from held h where h.subject_ref is null
  )
  select t.agency_id, t.source_system, t.subject_ref,
         array_agg(t.record_id order by t.record_id), array_agg(m.person_id order by t.record_id)
    from told t
    left join lateral (
      select o.person_id from member o where o.agency_id = t.agency_id and o.record_id = t.record_id limit 1) m on true
   group by t.agency_id, t.source_system, t.subject_ref, case when t.subject_ref is null then t.record_id end
$$;

-- What stands between these records and any others: the machine's word and people's.
create function pairs_of(agencies text[], records uuid[])
returns table (decision_id uuid, left_agency text, left_record uuid, right_agency text, right_record uuid, by_kind text, outcome text,
  status text, weight real, holds text[])
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  select distinct on (d.agency_id, d.decision_id)
         d.decision_id, d.agency_id, d.left_record, d.right_agency, d.right_record, d.by_kind, d.outcome, d.status, d.weight, d.holds
    from unnest(agencies[1:50000], records[1:50000]) a (agency_id, record_id)
   cross join lateral (
     select l.* from link_decision l where l.agency_id = a.agency_id and l.left_record = a.record_id and l.current
     union all
     select r.* from link_decision r where r.right_agency = a.agency_id and r.right_record = a.record_id and r.current) d
   order by d.agency_id, d.decision_id
$$;

-- One linking at a time where it matters. Alone (`keys` is null): no other is under way. Otherwise: no other that shares a key.
-- Held until commit; people are locked by lock_people.
create function lock_linkage(keys bigint[]) returns void
language plpgsql security definer set search_path = public as $$
declare
  k bigint;
begin
  if keys is null then
    perform pg_advisory_xact_lock(5741, 0);
    return;
  end if;
  perform pg_advisory_xact_lock_shared(5741, 0);
  for k in select distinct (u.key % 1000000)::int from unnest(keys[1:400]) u (key) order by 1 loop
    perform pg_advisory_xact_lock(5742, k::int);
  end loop;
end $$;

-- Keeps other transactions from changing who belongs to these people, until commit.
create function lock_people(persons uuid[]) returns void
language sql security definer set search_path = public set jit = off set enable_seqscan = off as $$
  select p.person_id from person p where p.person_id = any(persons) order by p.person_id for update
$$;

-- Appends the machine's word on pairs. A pair's earlier word is kept and no longer current.
create function write_link_decisions(decisions jsonb, decided_at timestamptz) returns void
language plpgsql security definer set search_path = public set jit = off set enable_seqscan = off as $$
begin
  update link_decision d set current = false
    from jsonb_to_recordset(decisions) as i ("leftAgency" text, "leftRecord" uuid, "rightAgency" text, "rightRecord" uuid, replaces boolean)
   where i.replaces and d.agency_id = i."leftAgency" and d.left_record = i."leftRecord" and d.right_agency = i."rightAgency"
     and d.right_record = i."rightRecord" and d.current and d.by_kind <> 'person';
  insert into link_decision (agency_id, decision_id, left_record, right_agency, right_record, by_kind, outcome, weight, probability,
                             evidence, holds, model_version, at, audience)
  select i."leftAgency", i."decisionId", i."leftRecord", i."rightAgency", i."rightRecord", 'model', i.outcome, i.weight, i.probability,
         i.evidence, array(select jsonb_array_elements_text(i.holds)), i.model, decided_at,
         case when i."leftAgency" = i."rightAgency" then array[i."leftAgency"] else array[i."leftAgency", i."rightAgency"] end
    from jsonb_to_recordset(decisions) as i ("decisionId" uuid, "leftAgency" text, "leftRecord" uuid, "rightAgency" text, "rightRecord" uuid,
         outcome text, weight real, probability real, evidence jsonb, holds jsonb, model text);
end $$;

-- The machine's word on every pair of these records of the asking agency is no longer current.
create function retire_pairs(records uuid[]) returns void
language sql security definer set search_path = public set jit = off set enable_seqscan = off as $$
  update link_decision d set current = false
   where d.current and d.by_kind <> 'person' and d.agency_id = current_setting('app.agency', true) and d.left_record = any(records);
  update link_decision d set current = false
   where d.current and d.by_kind <> 'person' and d.right_agency = current_setting('app.agency', true) and d.right_record = any(records);
$$;

-- Writes what clustering found: whose each record is (nobody's when person is null), how each person stands, and who is no more.
create function set_members(members jsonb, people jsonb, gone uuid[], since timestamptz) returns void
language plpgsql security definer set search_path = public set jit = off set enable_seqscan = off as $$
begin
  insert into person (person_id, state, attention, updated_at)
  select i.person, case when i.attention = '[]' then 'active' else 'needs-attention' end,
         array(select jsonb_array_elements_text(i.attention)), since
    from jsonb_to_recordset(people) as i (person uuid, attention jsonb)
   order by i.person
  on conflict (person_id) do update set state = excluded.state, attention = excluded.attention, updated_at = excluded.updated_at
   where person.attention <> excluded.attention;
  delete from member m using jsonb_to_recordset(members) as i (agency text, record uuid, person uuid)
   where i.person is null and m.agency_id = i.agency and m.record_id = i.record;
  insert into member (agency_id, record_id, person_id, since)
  select i.agency, i.record, i.person, $4
    from jsonb_to_recordset(members) as i (agency text, record uuid, person uuid)
   where i.person is not null
  on conflict (agency_id, record_id) do update set person_id = excluded.person_id, since = excluded.since
   where member.person_id <> excluded.person_id;
  delete from person p
   where p.person_id = any(gone) and not exists (select from member m where m.person_id = p.person_id);
end $$;

-- How the asking agency stands to the two records of a pair. No row for a record that is not there.
create function link_reach(agencies text[], records uuid[])
returns table (agency_id text, record_id uuid, owned boolean, shared boolean)
language sql stable security definer set search_path = public as $$
  select r.agency_id, r.record_id, r.agency_id = current_setting('app.agency', true),
         r.audience @> array[current_setting('app.agency', true)]
    from unnest(agencies[1:2], records[1:2]) a (agency_id, record_id)
    join record r on r.agency_id = a.agency_id and r.record_id = a.record_id
$$;

-- Takes a person's word on a pair. It stands when the asking agency may see both records; else it is a proposal to whoever holds
-- the other one. A note ('review') always stands: it changes no link. Gives the status, or null when the agency sees neither record.
create function decide_link(decision uuid, left_agency text, left_rec uuid, right_agency_id text, right_rec uuid, said text, by_user text,
  because text, decided_at timestamptz) returns text
language plpgsql security definer set search_path = public as $$
declare
  agency text := current_setting('app.agency', true);
  seen int;
  standing text;
begin
  select count(*) filter (where r.owned or r.shared) into seen
    from link_reach(array[left_agency, right_agency_id], array[left_rec, right_rec]) r
   having count(*) = 2;
  if coalesce(seen, 0) = 0 or agency is null or agency = '' then return null; end if;
  if said not in ('must-link', 'must-not-link', 'review') then raise exception 'decide_link: unknown outcome' using errcode = '22023'; end if;
  standing := case when seen = 2 or said = 'review' then 'stands' else 'proposed' end;
  update link_decision d set current = false
   where d.agency_id = left_agency and d.left_record = left_rec and d.right_agency = right_agency_id and d.right_record = right_rec
     and d.by_kind = 'person' and d.current
     and (d.decided_agency = agency or (standing = 'stands' and said <> 'review'))
     and (said <> 'review' or d.outcome = 'review');
  insert into link_decision (agency_id, decision_id, left_record, right_agency, right_record, by_kind, outcome, status, decided_by,
                             decided_agency, reason, at, audience)
  values (left_agency, decision, left_rec, right_agency_id, right_rec, 'person', said, standing, by_user, agency, because, decided_at,
          case when left_agency = right_agency_id then array[left_agency] else array[left_agency, right_agency_id] end
          || case when agency in (left_agency, right_agency_id) then '{}'::text[] else array[agency] end);
  return standing;
end $$;

-- Confirms or refuses another agency's proposal; only for an agency that holds one of the records. Gives the pair, or no row.
create function answer_link(decision uuid, accepts boolean, by_user text, answered timestamptz)
returns table (left_agency text, left_record uuid, right_agency text, right_record uuid, outcome text)
language plpgsql security definer set search_path = public as $$
declare
  agency text := current_setting('app.agency', true);
  d link_decision;
begin
  select * into d from link_decision l
   where l.decision_id = decision and l.by_kind = 'person' and l.status = 'proposed' and l.current
     and agency in (l.agency_id, l.right_agency) and l.decided_agency <> agency
   for update;
  if d.decision_id is null then return; end if;
  if accepts then
    update link_decision l set current = false
     where l.agency_id = d.agency_id and l.left_record = d.left_record and l.right_agency = d.right_agency and l.right_record = d.right_record
       and l.by_kind = 'person' and l.current and l.decision_id <> decision;
  end if;
  update link_decision l
     set status = case when accepts then 'stands' else 'refused' end, current = accepts, answered_by = by_user, answered_agency = agency, answered_at = answered
   where l.agency_id = d.agency_id and l.decision_id = decision;
  return query select d.agency_id, d.left_record, d.right_agency, d.right_record, d.outcome;
end $$;

-- Takes back a word of the asking agency; the word that it replaced stands again. Gives the pair, or no row.
create function undo_link(decision uuid, left_agency text)
returns table (agency_id text, left_record uuid, right_agency text, right_record uuid, outcome text)
language plpgsql security definer set search_path = public as $$
declare
  agency text := current_setting('app.agency', true);
  d link_decision;
begin
  select * into d from link_decision l
   where l.agency_id = left_agency and l.decision_id = decision and l.by_kind = 'person' and l.current and l.decided_agency = agency
   for update;
  if d.decision_id is null then return; end if;
  update link_decision l set current = false, status = 'withdrawn' where l.agency_id = left_agency and l.decision_id = decision;
  update link_decision l set current = true
   where l.agency_id = left_agency and l.decision_id = (
     select p.decision_id from link_decision p
      where p.agency_id = d.agency_id and p.left_record = d.left_record and p.right_agency = d.right_agency and p.right_record = d.right_record
        and p.by_kind = 'person' and p.status = 'stands' and not p.current and p.decision_id <> decision
        and (d.outcome = 'review') = (p.outcome = 'review')
      order by p.at desc, p.decision_id limit 1);
  return query select d.agency_id, d.left_record, d.right_agency, d.right_record, d.outcome;
end $$;

-- Pairs for the asking agency to look at: those where it holds a record. Most consequence first, then across agencies, then weight.
-- `interest` is the most urgent open interest in either person; `own_interest` is the asking agency's own.
create function review_queue(as_of timestamptz, most int)
returns table (decision_id uuid, left_agency text, left_record uuid, right_agency text, right_record uuid, kind text, proposed text,
  proposed_by text, reason text, weight real, probability real, evidence jsonb, holds text[], at timestamptz, interest text,
  own_interest text, noted boolean)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_mergejoin = off as $$
  with me as (select current_setting('app.agency', true) as agency),
  wanted as materialized (
    select d.agency_id, d.decision_id from (
      select l.agency_id, l.decision_id from link_decision l, me
       where l.agency_id = me.agency and l.current and l.outcome = 'review' and l.by_kind <> 'person' order by l.weight desc limit 1000) d
    union
    select d.agency_id, d.decision_id from (
      select l.agency_id, l.decision_id from link_decision l, me
       where l.right_agency = me.agency and l.current and l.outcome = 'review' and l.by_kind <> 'person' order by l.weight desc limit 1000) d
    union
    select d.agency_id, d.decision_id from (
      select l.agency_id, l.decision_id
        from (select i.agency_id, i.record_id from interest i
               where i.kind = 'missing' and i.ended_at is null order by i.since desc limit 5000) i
        join member m on m.agency_id = i.agency_id and m.record_id = i.record_id
        join member n on n.person_id = m.person_id
       cross join me
       cross join lateral (
         select x.* from link_decision x where x.agency_id = n.agency_id and x.left_record = n.record_id and x.current
         union all
         select y.* from link_decision y where y.right_agency = n.agency_id and y.right_record = n.record_id and y.current) l
       where l.outcome = 'review' and l.by_kind <> 'person' and me.agency in (l.agency_id, l.right_agency) limit 500) d
    union
    select d.agency_id, d.decision_id from (
      select l.agency_id, l.decision_id from link_decision l, me
       where l.agency_id = me.agency and l.current and l.status = 'proposed' and l.decided_agency <> me.agency order by l.at limit 500) d
    union
    select d.agency_id, d.decision_id from (
      select l.agency_id, l.decision_id from link_decision l, me
       where l.right_agency = me.agency and l.current and l.status = 'proposed' and l.decided_agency <> me.agency order by l.at limit 500) d
  ), open as (
    select d.*, lm.person_id as left_person, rm.person_id as right_person
      from wanted w
      join link_decision d on d.agency_id = w.agency_id and d.decision_id = w.decision_id
      join member lm on lm.agency_id = d.agency_id and lm.record_id = d.left_record
      join member rm on rm.agency_id = d.right_agency and rm.record_id = d.right_record
     where d.status = 'proposed'
        or (lm.person_id <> rm.person_id
            and not exists (
              select from link_decision o
               where o.agency_id = d.agency_id and o.left_record = d.left_record and o.right_agency = d.right_agency and o.right_record = d.right_record
                 and o.by_kind = 'person' and o.current and o.outcome <> 'review'
                 and (o.status = 'stands' or o.decided_agency = (select agency from me))))
  )
  select o.decision_id, o.agency_id, o.left_record, o.right_agency, o.right_record,
         case when o.status = 'proposed' then 'proposal' else 'review' end,
         case when o.status = 'proposed' then o.outcome end, case when o.status = 'proposed' then o.decided_agency end,
         case when o.status = 'proposed' then o.reason end,
         coalesce(o.weight, s.weight), coalesce(o.probability, s.probability), coalesce(s.evidence, o.evidence), coalesce(s.holds, o.holds), o.at,
         i.kind, i.own_kind,
         exists (select from link_decision n
                  where n.agency_id = o.agency_id and n.left_record = o.left_record and n.right_agency = o.right_agency and n.right_record = o.right_record
                    and n.by_kind = 'person' and n.outcome = 'review' and n.current and n.decided_agency = (select agency from me)) as noted
    from open o
    left join lateral (
      select m.weight, m.probability, m.evidence, m.holds from link_decision m
       where m.agency_id = o.agency_id and m.left_record = o.left_record and m.right_agency = o.right_agency and m.right_record = o.right_record
         and m.current and m.by_kind <> 'person' limit 1) s on true
    left join lateral (
      select (array_agg(x.kind order by x.rank))[1] as kind,
             (array_agg(x.kind order by x.rank) filter (where x.agency_id = (select agency from me)))[1] as own_kind, min(x.rank) as rank
        from (select i.kind, i.agency_id, case i.kind when 'missing' then 0 when 'order' then 1 when 'watch' then 2 else 3 end as rank
                from member n
                join interest i on i.agency_id = n.agency_id and i.record_id = n.record_id
               where n.person_id in (o.left_person, o.right_person) and i.ended_at is null and (i.expires_at is null or i.expires_at > as_of)) x) i on true
   order by noted, coalesce(i.rank, 9), o.status <> 'proposed', o.agency_id = o.right_agency, coalesce(o.weight, s.weight) desc nulls last, o.decision_id
   limit least(most, 200)
$$;

-- One pair for the asking agency, if it holds one of its records or was given one. What is not its own comes as an id only.
create function link_pair(decision uuid)
returns table (decision_id uuid, left_agency text, left_record uuid, right_agency text, right_record uuid, left_reached boolean, right_reached boolean,
  by_kind text, outcome text, status text, decided_agency text, decided_by text, reason text, at timestamptz, answered_agency text, answered_at timestamptz,
  weight real, probability real, evidence jsonb, holds text[], same_person boolean, interest text, own_interest text, is_current boolean)
language sql stable security definer set search_path = public as $$
  select d.decision_id, d.agency_id, d.left_record, d.right_agency, d.right_record, l.reached, r.reached,
         d.by_kind, d.outcome, d.status, d.decided_agency, case when d.decided_agency = me.agency then d.decided_by end, d.reason, d.at,
         d.answered_agency, d.answered_at, s.weight, s.probability, coalesce(s.evidence, '[]'), coalesce(s.holds, '{}'),
         coalesce(lm.person_id = rm.person_id, false), i.kind, i.own_kind, d.current
    from (select current_setting('app.agency', true) as agency) me
    join link_decision d on d.decision_id = decision
   cross join lateral (select x.agency_id = me.agency or x.audience @> array[me.agency] as reached
                         from record x where x.agency_id = d.agency_id and x.record_id = d.left_record) l
   cross join lateral (select x.agency_id = me.agency or x.audience @> array[me.agency] as reached
                         from record x where x.agency_id = d.right_agency and x.record_id = d.right_record) r
    left join lateral (
      select m.weight, m.probability, m.evidence, m.holds from link_decision m
       where m.agency_id = d.agency_id and m.left_record = d.left_record and m.right_agency = d.right_agency and m.right_record = d.right_record
         and m.by_kind <> 'person' order by m.current desc, m.at desc limit 1) s on true
    left join member lm on lm.agency_id = d.agency_id and lm.record_id = d.left_record
    left join member rm on rm.agency_id = d.right_agency and rm.record_id = d.right_record
    left join lateral (
      select (array_agg(x.kind order by x.rank))[1] as kind, (array_agg(x.kind order by x.rank) filter (where x.agency_id = me.agency))[1] as own_kind
        from (select i.kind, i.agency_id, case i.kind when 'missing' then 0 when 'order' then 1 when 'watch' then 2 else 3 end as rank
                from member n
                join interest i on i.agency_id = n.agency_id and i.record_id = n.record_id
               where n.person_id in (lm.person_id, rm.person_id) and i.ended_at is null) x) i on true
   where l.reached or r.reached
$$;

do $$
declare f text;
begin
  foreach f in array array[
    'match_candidates(int[], bigint[], int)', 'comparables_of(text[], uuid[])', 'linked_subjects(text[], uuid[])', 'pairs_of(text[], uuid[])',
    'lock_linkage(bigint[])', 'lock_people(uuid[])', 'write_link_decisions(jsonb, timestamptz)', 'retire_pairs(uuid[])',
    'set_members(jsonb, jsonb, uuid[], timestamptz)', 'link_reach(text[], uuid[])',
    'decide_link(uuid, text, uuid, text, uuid, text, text, text, timestamptz)', 'answer_link(uuid, boolean, text, timestamptz)',
    'undo_link(uuid, text)', 'review_queue(timestamptz, int)', 'link_pair(uuid)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;
grant execute on function link_reach(text[], uuid[]) to throughline_linkage;
grant update on person to throughline_linkage;

revoke create on schema public from throughline_linkage;
