-- Sharing on request: an agency asks to see what another holds of a person, the holder answers, and what is shared ends with a clock.
-- The two records that a request hangs on, one that the asker reaches and one of the holder's, say whom it is about, whatever becomes of
-- the person's id. They are no business of either agency, so the application may not read them.

create table share_request (
  agency_id     text not null,
  request_id    uuid not null,
  asker_agency  text not null,
  person_id     uuid not null,
  anchor_agency text not null,
  anchor_record uuid not null,
  holder_record uuid not null,
  reason        text not null,
  gateway       text not null,
  days          int not null check (days between 1 and 90),
  asked_by      text not null,
  asked_name    text not null,
  asked_team    text,
  asked_at      timestamptz not null,
  answer_by     timestamptz not null,
  state         text not null default 'asked' check (state in ('asked', 'shared', 'refused', 'withdrawn', 'stopped', 'expired')),
  decided_by    text,
  decided_name  text,
  decided_at    timestamptz,
  ground        text,
  note          text,
  share_id      uuid,
  share_gateway text,
  holds         text,
  conditions    text,
  expires_at    timestamptz,
  ended_at      timestamptz,
  ended_agency  text,
  ended_name    text,
  version       int not null default 1,
  primary key (agency_id, request_id)
);
create index share_request_newest on share_request (agency_id, asked_at desc);
create index share_request_made on share_request (asker_agency, asked_at desc);
create index share_request_held on share_request (agency_id, holder_record);
create index share_request_anchor on share_request (anchor_agency, anchor_record) where state = 'shared';
create index share_request_waiting on share_request (agency_id, answer_by) where state = 'asked';
create index share_request_due on share_request (answer_by) where state = 'asked';
create index share_request_id on share_request (request_id);
create index share_request_share on share_request (agency_id, share_id);
create index share_request_ends on share_request (expires_at) where state = 'shared';

-- What a share opened, record by record: exactly that is closed again. A record that turns out to be of somebody else leaves early.
create table share_record (
  agency_id text not null,
  share_id  uuid not null,
  record_id uuid not null,
  ended_at  timestamptz,
  primary key (agency_id, share_id, record_id)
);
create index share_record_live on share_record (agency_id, record_id) where ended_at is null;

do $$
declare t text;
begin
  foreach t in array array['share_request', 'share_record'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
end $$;
create policy asked on share_request for select to throughline_app using (asker_agency = current_setting('app.agency', true));

grant select (agency_id, request_id, asker_agency, reason, gateway, days, asked_by, asked_name, asked_team, asked_at, answer_by, state, decided_by,
  decided_name, decided_at, ground, note, share_id, share_gateway, holds, conditions, expires_at, ended_at, ended_agency, ended_name, version)
  on share_request to throughline_app;
grant select on share_record to throughline_app;
grant select, insert, update on share_request, share_record to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Closes these records of a holder to an audience, except those that another live share or a live alert still opens.
create function close_sight(of_holder text, records uuid[], for_audience text) returns void
language plpgsql set enable_seqscan = off as $$
declare
  gone uuid[];
begin
  select array_agg(k.record_id) into gone
    from (select distinct record_id from unnest(records) k (record_id)) k
   where not exists (
           select from share_record sr join share s on s.agency_id = sr.agency_id and s.share_id = sr.share_id
            where sr.agency_id = of_holder and sr.record_id = k.record_id and sr.ended_at is null and s.ended_at is null
              and s.audience_agency = for_audience)
     and not exists (
           select from encounter e join share s on s.agency_id = e.agency_id and s.subject_id = e.encounter_id
            where e.agency_id = of_holder and e.record_id = k.record_id and s.audience_agency = for_audience
              and s.subject_kind = 'encounter' and not s.withheld and s.ended_at is null);
  if gone is null then return; end if;
  update record x set audience = array_remove(x.audience, for_audience) where x.agency_id = of_holder and x.record_id = any(gone);
  update record_version x set audience = array_remove(x.audience, for_audience) where x.agency_id = of_holder and x.record_id = any(gone);
  update event x set audience = array_remove(x.audience, for_audience) where x.agency_id = of_holder and x.record_id = any(gone);
  delete from search_token t where t.agency_id = for_audience and t.holder = of_holder and t.record_id = any(gone);
end $$;

-- Asks a holder for what it holds of a person whom the asking agency reaches. Says 'nothing-more' of a holder that has nothing beyond what
-- the agency may see, as the person's page does, and 'asked-already' while a request is open.
create function ask_to_share(request uuid, person uuid, of_holder text, because text, on_gateway text, for_days int, by_user text,
  by_name text, by_team text, at timestamptz, until timestamptz) returns text
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  anchor member;
  held uuid;
begin
  if coalesce(me, '') = '' or me = of_holder then return 'nothing-more'; end if;
  perform pg_advisory_xact_lock(hashtextextended('share ' || me || ' ' || of_holder, 0));
  select m.* into anchor
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null and not r.restricted and (m.agency_id = me or r.audience @> array[me])
   order by m.agency_id = me desc, r.last_seen desc, m.record_id limit 1;
  if anchor.record_id is null then return 'nothing-more'; end if;
  select m.record_id into held
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = person and m.agency_id = of_holder and r.withdrawn_at is null and not r.restricted and not r.audience @> array[me]
   order by r.last_seen desc, m.record_id limit 1;
  if held is null then return 'nothing-more'; end if;
  if exists (
    select from share_request q join member m on m.agency_id = q.agency_id and m.record_id = q.holder_record
     where q.agency_id = of_holder and q.asker_agency = me and q.state = 'asked' and m.person_id = person) then
    return 'asked-already';
  end if;
  insert into share_request (agency_id, request_id, asker_agency, person_id, anchor_agency, anchor_record, holder_record, reason, gateway, days,
                             asked_by, asked_name, asked_team, asked_at, answer_by)
  values (of_holder, request, me, person, anchor.agency_id, anchor.record_id, held, because, on_gateway, for_days,
          by_user, by_name, by_team, at, until);
  return 'asked';
end $$;

-- Opens to the asker what the holder holds of the person now. Later versions of these records follow them; new records do not.
-- Says 'shared', 'answered' when somebody was quicker, or 'apart' when the two agencies' records are not of one person any more.
create function share_person(request uuid, seen int, share_of uuid, on_gateway text, until timestamptz, holding text, on_conditions text,
  remark text, by_user text, by_name text, at timestamptz) returns text
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
  q share_request;
  p uuid;
  records uuid[];
begin
  select x.* into q from share_request x where x.agency_id = me and x.request_id = request for update;
  if q.request_id is null or q.state <> 'asked' or q.version <> seen or q.answer_by <= at then return 'answered'; end if;
  if until > at + interval '90 days' then raise exception 'share_person: longer than 90 days' using errcode = '22023'; end if;
  select m.person_id into p
    from member m join member a on a.person_id = m.person_id
   where m.agency_id = me and m.record_id = q.holder_record and a.agency_id = q.anchor_agency and a.record_id = q.anchor_record;
  if p is null then return 'apart'; end if;
  select array_agg(m.record_id) into records
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = p and m.agency_id = me and r.withdrawn_at is null and not r.restricted;
  if records is null then return 'apart'; end if;

  insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at, expires_at)
  values (me, share_of, q.asker_agency, 'person', p, cardinality(records) || ' records of a person, as they stand and as they change', on_gateway, q.reason,
          by_user, at, until);
  insert into share_record (agency_id, share_id, record_id) select me, share_of, k from unnest(records) k;
  update record x set audience = x.audience || q.asker_agency
   where x.agency_id = me and x.record_id = any(records) and not x.audience @> array[q.asker_agency];
  update record_version x set audience = x.audience || q.asker_agency
   where x.agency_id = me and x.record_id = any(records) and not x.audience @> array[q.asker_agency];
  update event x set audience = x.audience || q.asker_agency
   where x.agency_id = me and x.record_id = any(records) and not x.audience @> array[q.asker_agency];
  insert into search_token (agency_id, token, holder, record_id)
  select q.asker_agency, t.token, t.holder, t.record_id
    from search_token t
   where t.record_id = any(records) and t.agency_id = me and t.holder = me
  on conflict do nothing;
  update share_request x
     set state = 'shared', version = x.version + 1, share_id = share_of, share_gateway = on_gateway, expires_at = until, holds = holding,
         conditions = on_conditions, note = remark, decided_by = by_user, decided_name = by_name, decided_at = at
   where x.agency_id = me and x.request_id = request;
  return 'shared';
end $$;

-- Records that the holder does not share, and why. Opens nothing. False when somebody was quicker.
create function refuse_share(request uuid, seen int, share_of uuid, on_ground text, remark text, by_user text, by_name text, at timestamptz)
returns boolean language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  q share_request;
begin
  select x.* into q from share_request x where x.agency_id = me and x.request_id = request for update;
  if q.request_id is null or q.state <> 'asked' or q.version <> seen or q.answer_by <= at then return false; end if;
  insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, withheld, decided_by, at)
  values (me, share_of, q.asker_agency, 'person', q.person_id, 'nothing: the request was refused', q.gateway, on_ground, true, by_user, at);
  update share_request x
     set state = 'refused', version = x.version + 1, share_id = share_of, ground = on_ground, note = remark,
         decided_by = by_user, decided_name = by_name, decided_at = at
   where x.agency_id = me and x.request_id = request;
  return true;
end $$;

-- Ends what a request opened and gives it the state to be left in. For the functions below only.
create function close_share(q share_request, new_state text, by_agency text, by_name text, moment timestamptz) returns void
language plpgsql as $$
declare
  records uuid[];
begin
  if q.state = 'shared' then
    update share s set ended_at = moment where s.agency_id = q.agency_id and s.share_id = q.share_id and s.ended_at is null;
    with ended as (
      update share_record sr set ended_at = moment where sr.agency_id = q.agency_id and sr.share_id = q.share_id and sr.ended_at is null
      returning sr.record_id)
    select array_agg(e.record_id) into records from ended e;
    perform close_sight(q.agency_id, records, q.asker_agency);
  end if;
  update share_request x set state = new_state, version = x.version + 1, ended_at = moment, ended_agency = by_agency, ended_name = by_name
   where x.agency_id = q.agency_id and x.request_id = q.request_id;
end $$;

-- Stops sharing, for either side, or takes an unanswered request back, for the side that made it. Gives the new state, or null.
create function end_share(request uuid, by_name text, at timestamptz) returns text
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  q share_request;
  new_state text;
begin
  select x.* into q from share_request x where x.request_id = request and me in (x.agency_id, x.asker_agency) for update;
  new_state := case when q.state = 'shared' then 'stopped' when q.state = 'asked' and me = q.asker_agency then 'withdrawn' end;
  if new_state is null then return null; end if;
  perform close_share(q, new_state, me, by_name, at);
  return new_state;
end $$;

-- Ends what the asking agency shared and whose time is up, and requests to it that nobody answered; at most 500. Gives the requests.
create function expire_shares(at timestamptz) returns table (request_id uuid, asker_agency text, was text)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
  q share_request;
begin
  for q in
    select x.* from share_request x
     where x.agency_id = current_setting('app.agency', true)
       and ((x.state = 'asked' and x.answer_by <= at) or (x.state = 'shared' and x.expires_at <= at))
     order by x.request_id limit 500 for update skip locked
  loop
    perform close_share(q, 'expired', null, null, at);
    request_id := q.request_id;
    asker_agency := q.asker_agency;
    was := q.state;
    return next;
  end loop;
end $$;

-- Whom requests of the asking agency, on either side, are about now, as far as it reaches them, and how many records are open.
create function people_of_requests(requests uuid[]) returns table (request_id uuid, person_id uuid, records bigint)
language sql stable security definer set search_path = public as $$
  select q.request_id,
         case when q.agency_id = me.agency then held.person_id
              when q.anchor_agency = me.agency or r.audience @> array[me.agency] then reached.person_id end,
         (select count(*) from share_record sr where sr.agency_id = q.agency_id and sr.share_id = q.share_id and sr.ended_at is null)
    from (select current_setting('app.agency', true) as agency) me
   cross join unnest(requests[1:200]) asked (request_id)
    join share_request q on q.request_id = asked.request_id and me.agency in (q.agency_id, q.asker_agency)
    left join member held on held.agency_id = q.agency_id and held.record_id = q.holder_record
    left join member reached on reached.agency_id = q.anchor_agency and reached.record_id = q.anchor_record
    left join record r on r.agency_id = q.anchor_agency and r.record_id = q.anchor_record
$$;

-- Requests of the asking agency, on either side, about a person whom it reaches; newest first.
create function requests_about(person uuid) returns table (request_id uuid)
language sql stable security definer set search_path = public as $$
  select q.request_id
    from member m
    join share_request q on q.agency_id = m.agency_id and q.holder_record = m.record_id
   where m.person_id = person and current_setting('app.agency', true) in (q.agency_id, q.asker_agency)
     and exists (select from person_access(person))
   order by q.asked_at desc, q.request_id
   limit 100
$$;

-- Records whose place among people changed leave the sight of an agency that was shown them as the person they are not of any more.
create function settle_shares(agencies text[], records uuid[], moment timestamptz) returns void
language plpgsql set enable_seqscan = off as $$
declare
  apart record;
begin
  if not exists (select from share_record sr where sr.ended_at is null) then return; end if;
  for apart in
    with touched as (
      select sr.agency_id, sr.share_id, sr.record_id
        from unnest(agencies, records) k (agency_id, record_id)
        join share_record sr on sr.agency_id = k.agency_id and sr.record_id = k.record_id and sr.ended_at is null
      union
      select sr.agency_id, sr.share_id, sr.record_id
        from unnest(agencies, records) k (agency_id, record_id)
        join share_request q on q.anchor_agency = k.agency_id and q.anchor_record = k.record_id and q.state = 'shared'
        join share_record sr on sr.agency_id = q.agency_id and sr.share_id = q.share_id and sr.ended_at is null
    ), ended as (
      update share_record sr set ended_at = moment
        from touched t
        join share_request q on q.agency_id = t.agency_id and q.share_id = t.share_id
        left join member a on a.agency_id = q.anchor_agency and a.record_id = q.anchor_record
        left join member m on m.agency_id = t.agency_id and m.record_id = t.record_id
       where sr.agency_id = t.agency_id and sr.share_id = t.share_id and sr.record_id = t.record_id
         and m.person_id is distinct from a.person_id
      returning sr.agency_id, sr.record_id, q.asker_agency
    )
    select e.agency_id, e.asker_agency, array_agg(e.record_id) as records from ended e group by e.agency_id, e.asker_agency
  loop
    perform close_sight(apart.agency_id, apart.records, apart.asker_agency);
  end loop;
end $$;

-- Whoever writes members settles what was shared of them, in the same statement.
alter function set_members(jsonb, jsonb, uuid[], timestamptz) rename to write_members;
revoke all on function write_members(jsonb, jsonb, uuid[], timestamptz) from throughline_app;
create function set_members(members jsonb, people jsonb, gone uuid[], since timestamptz) returns void
language plpgsql security definer set search_path = public as $$
declare
  agencies text[];
  records uuid[];
begin
  perform write_members(members, people, gone, since);
  select array_agg(i.agency), array_agg(i.record) into agencies, records from jsonb_to_recordset(members) as i (agency text, record uuid);
  perform settle_shares(agencies, records, since);
end $$;

-- What an alert gave back stays in sight where it was also shared on request.
create or replace function return_share(alert_of uuid, at timestamptz) returns void
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  a alert;
  e encounter;
begin
  select x.* into a from alert x where x.agency_id = me and x.alert_id = alert_of;
  if not found then return; end if;
  select x.* into e from encounter x where x.agency_id = a.encounter_agency and x.encounter_id = a.encounter_id;
  if not found then return; end if;
  update share x set ended_at = return_share.at
   where x.agency_id = e.agency_id and x.audience_agency = me and x.subject_id = e.encounter_id and x.ended_at is null;
  update encounter x set audience = array_remove(x.audience, me) where x.agency_id = e.agency_id and x.encounter_id = e.encounter_id;
  perform close_sight(e.agency_id, array[e.record_id], me);
end $$;

-- Agencies for which a clock has run out, sharing included: which job has something to do, and for whom. No ids.
create or replace function agencies_with_due_work(at timestamptz) returns table (agency_id text, work text)
language sql stable security definer set search_path = public rows 10 as $$
  select distinct a.agency_id, 'escalate-alerts' from alert a where a.state = 'raised' and a.respond_by <= at
  union all
  select distinct i.agency_id, 'expire-watches' from interest i where i.ended_at is null and i.expires_at <= at
  union all
  select distinct q.agency_id, 'expire-shares' from share_request q
   where (q.state = 'asked' and q.answer_by <= at) or (q.state = 'shared' and q.expires_at <= at)
$$;

do $$
declare f text;
begin
  foreach f in array array[
    'ask_to_share(uuid, uuid, text, text, text, int, text, text, text, timestamptz, timestamptz)',
    'share_person(uuid, int, uuid, text, timestamptz, text, text, text, text, text, timestamptz)',
    'refuse_share(uuid, int, uuid, text, text, text, text, timestamptz)', 'end_share(uuid, text, timestamptz)',
    'expire_shares(timestamptz)', 'people_of_requests(uuid[])', 'requests_about(uuid)',
    'set_members(jsonb, jsonb, uuid[], timestamptz)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
  foreach f in array array['close_sight(text, uuid[], text)', 'close_share(share_request, text, text, text, timestamptz)',
    'settle_shares(text[], uuid[], timestamptz)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
