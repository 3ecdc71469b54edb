-- Records in: a batch may be cancelled before it is brought in; shared records stay findable by their audience when they change.

alter table batch drop constraint batch_state_check;
alter table batch add constraint batch_state_check check (state in ('checking', 'previewed', 'reading', 'done', 'failed', 'cancelled'));
alter table batch add column size_bytes bigint not null default 0;
alter table batch add column updated_at timestamptz;
create index batch_of_feed on batch (agency_id, source_system, mapping, finished_at desc) where state = 'done';
create index search_token_record on search_token (record_id, agency_id);
create index record_version_batch on record_version (agency_id, batch_id) where batch_id is not null;

-- Gives the audience of these records of the asking agency the same search words that the agency itself has for them now.
create function refresh_shared_tokens(records uuid[]) returns void
language sql security definer set search_path = public as $$
  delete from search_token t
   using unnest(records[1:10000]) as k (record_id)
   where t.holder = current_setting('app.agency', true) and t.agency_id <> t.holder and t.record_id = k.record_id
     and t.agency_id in (select unnest(r.audience) from record r where r.agency_id = t.holder and r.record_id = t.record_id);
  insert into search_token (agency_id, token, holder, record_id)
  select distinct a.agency, t.token, t.holder, t.record_id
    from unnest(records[1:10000]) as k (record_id)
    join record r on r.agency_id = current_setting('app.agency', true) and r.record_id = k.record_id
    join search_token t on t.agency_id = r.agency_id and t.holder = r.agency_id and t.record_id = r.record_id
   cross join unnest(r.audience) as a (agency)
   where a.agency <> r.agency_id
  on conflict do nothing;
$$;

grant create on schema public to throughline_linkage;
alter function refresh_shared_tokens(uuid[]) owner to throughline_linkage;
revoke all on function refresh_shared_tokens(uuid[]) from public;
grant execute on function refresh_shared_tokens(uuid[]) to throughline_app;
revoke create on schema public from throughline_linkage;
