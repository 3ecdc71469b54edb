-- The country in counts: what each agency brings in and how alerts to it are answered. Counts only, never who.

create function picture_of_agencies(since timestamptz) returns table (
  agency_id text, records bigint, last_batch timestamptz, encounters bigint, alerts bigint, in_time bigint, waiting bigint, not_ours bigint, last_canary timestamptz)
language sql stable security definer set search_path = public as $$
  select a.agency_id,
         (select count(*) from record r where r.agency_id = a.agency_id and r.withdrawn_at is null and r.feed <> 'encounter'),
         (select max(b.finished_at) from batch b where b.agency_id = a.agency_id and b.state = 'done'),
         (select count(*) from encounter e where e.agency_id = a.agency_id and e.reported_at >= since),
         (select count(*) from alert t where t.agency_id = a.agency_id and t.raised_at >= since),
         (select count(*) from alert t where t.agency_id = a.agency_id and t.raised_at >= since and t.acknowledged_at <= t.respond_by),
         (select count(*) from alert t where t.agency_id = a.agency_id and t.state in ('raised', 'escalated')),
         (select count(*) from alert t where t.agency_id = a.agency_id and t.raised_at >= since and t.outcome = 'not-our-child'),
         (select max(c.received_at) from canary c where c.agency_id = a.agency_id)
    from agency a
   order by a.agency_id
$$;

grant select on batch, canary to throughline_linkage;
create policy linkage on batch for select to throughline_linkage using (true);
create policy linkage on canary for select to throughline_linkage using (true);

grant create on schema public to throughline_linkage;
alter function picture_of_agencies(timestamptz) owner to throughline_linkage;
revoke all on function picture_of_agencies(timestamptz) from public;
grant execute on function picture_of_agencies(timestamptz) to throughline_app;
revoke create on schema public from throughline_linkage;
