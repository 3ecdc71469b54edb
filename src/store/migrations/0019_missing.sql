-- Missing episodes and return home interviews that people work on here. Each is a record like any other, with its event; what happened to
-- it is written down step by step, and its event says what the steps come to. A step of an interview says which episode it is about.

create table missing_step (
  agency_id    text not null,
  record_id    uuid not null,
  step_no      int not null,
  about_agency text not null,
  about_record uuid not null,
  kind         text not null check (kind in ('reported', 'risk-reviewed', 'found', 'prevention-interview', 'offered', 'accepted', 'declined', 'held')),
  said         jsonb not null,
  at           timestamptz not null,
  by_user      text not null,
  by_name      text not null,
  primary key (agency_id, record_id, step_no)
);
create index missing_step_about on missing_step (about_agency, about_record);

alter table missing_step enable row level security;
alter table missing_step force row level security;
create policy own on missing_step to throughline_app using (agency_id = current_setting('app.agency', true)) with check (agency_id = current_setting('app.agency', true));
create policy linkage on missing_step to throughline_linkage using (true) with check (true);
grant select, insert on missing_step to throughline_app;
grant select on missing_step to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Steps about episodes that the asking agency holds or was given. Of a step on a record that it does not reach (another agency's interview)
-- it learns that there was one, when, and whether it was held by somebody independent: so that the child is not asked twice, and nothing more.
create function missing_steps(agencies text[], records uuid[])
returns table (agency_id text, record_id uuid, step_no int, about_agency text, about_record uuid, kind text, said jsonb, at timestamptz, by_name text)
language sql stable security definer set search_path = public set enable_seqscan = off as $$
  select s.agency_id, s.record_id, s.step_no, s.about_agency, s.about_record, s.kind,
         case when reach.told then s.said
              else jsonb_strip_nulls(jsonb_build_object('kind', s.kind, 'at', s.said->'at', 'independent', s.said->'independent')) end,
         s.at, case when reach.told then s.by_name end
    from unnest(agencies[1:2000], records[1:2000]) asked (agency_id, record_id)
    join record e on e.agency_id = asked.agency_id and e.record_id = asked.record_id
    join missing_step s on s.about_agency = e.agency_id and s.about_record = e.record_id
    join record r on r.agency_id = s.agency_id and r.record_id = s.record_id
   cross join lateral (
     select r.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)] as told) reach
   where e.withdrawn_at is null and not e.restricted
     and (e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)])
     and r.withdrawn_at is null and not r.restricted
   order by s.agency_id, s.record_id, s.step_no
   limit 10000
$$;
alter function missing_steps(text[], uuid[]) owner to throughline_linkage;
revoke all on function missing_steps(text[], uuid[]) from public;
grant execute on function missing_steps(text[], uuid[]) to throughline_app;

revoke create on schema public from throughline_linkage;
