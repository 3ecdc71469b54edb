-- Which records got or lost keys, for an index of people in memory: it reads what changed since it last looked.

-- One row for each statement and agency. Ids only, and no longer than an index may fall behind.
create table match_change (
  change_no  bigint generated always as identity,
  -- The transaction that made the change: what it changed is seen once it is committed, in whatever order that happens.
  xid        xid8 not null default pg_current_xact_id(),
  agency_id  text not null,
  record_ids uuid[] not null,
  at         timestamptz not null default now(),
  primary key (agency_id, change_no)
);
create index match_change_xid on match_change (xid);
alter table match_change enable row level security;
alter table match_change force row level security;
create policy linkage on match_change to throughline_linkage using (true) with check (true);
grant select, insert, delete on match_change to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Notes that these records of the asking agency's own got or lost keys. Called with the change and not by a trigger, which would have to
-- gather the records again from each of their keys: it made bringing records in a sixth slower.
create function note_match_change(records uuid[]) returns void
language sql security definer set search_path = public as $$
  insert into match_change (agency_id, record_ids) values (current_setting('app.agency'), records)
$$;

-- Records with keys and what they say, in order of agency and id, after the given one.
create function records_with_keys(after_agency text, after_record uuid, most int)
returns table (agency_id text, record_id uuid, comparable jsonb)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set max_parallel_workers_per_gather = 0 as $$
  select r.agency_id, r.record_id, r.comparable
    from record r
   where (r.agency_id, r.record_id) > (after_agency, after_record) and r.withdrawn_at is null
     and exists (select from match_key k where k.agency_id = r.agency_id and k.record_id = r.record_id)
   order by r.agency_id, r.record_id
   limit least(most, 5000)
$$;

-- Changes from a transaction on that were not read before, the oldest 200 of them, with what each record says now; nothing where it has
-- no keys any more. The last row has the transaction from which to read next time, and nothing else: all before it are over.
create function match_changes(since xid8, known bigint[])
returns table (change_no bigint, xid xid8, agency_id text, record_id uuid, comparable jsonb)
language sql stable security definer set search_path = public set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  select c.change_no, c.xid, c.agency_id, i.record_id, r.comparable
    from (select * from match_change m where m.xid >= since and m.change_no <> all(known) order by m.change_no limit 200) c
   cross join lateral unnest(c.record_ids) i (record_id)
    left join lateral (
      select o.comparable from record o
       where o.agency_id = c.agency_id and o.record_id = i.record_id and o.withdrawn_at is null
         and exists (select from match_key k where k.agency_id = o.agency_id and k.record_id = o.record_id)
       limit 1) r on true
  union all
  select null, pg_snapshot_xmin(pg_current_snapshot()), null, null, null
$$;

-- Forgets changes older than so many seconds, which every index has read.
create function forget_match_changes(older_than int) returns void
language sql security definer set search_path = public as $$
  delete from match_change m where m.at < now() - make_interval(secs => older_than)
$$;

do $$
declare f text;
begin
  foreach f in array array['note_match_change(uuid[])', 'records_with_keys(text, uuid, int)', 'match_changes(xid8, bigint[])',
    'forget_match_changes(int)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
