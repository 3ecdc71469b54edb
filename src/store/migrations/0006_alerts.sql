-- Alerting: who needs to know of an encounter, the only way to raise an alert, and what both sides may see of each other.
-- The functions below look across agencies. They answer with ids, kinds and dates; none gives what a record says.

alter table alert add column seen_at timestamptz;
alter table alert add column closed_name text;
-- The record of the person met: for saying that it is somebody else, also when the encounter is not shared.
alter table alert add column encounter_record uuid not null;

alter table interest add column source text not null default 'person' check (source in ('person', 'feed'));
-- A feed says at most one thing of each kind with one row; a person may set a watch beside it.
create unique index interest_of_feed on interest (agency_id, record_id, kind) where source = 'feed';
create index interest_due on interest (expires_at) where ended_at is null and expires_at is not null;
create index encounter_by_id on encounter (encounter_id);
create index alert_encounter_reference on alert (agency_id, encounter_reference);
create index encounter_place on encounter (agency_id, team_id, reported_at desc);

grant update on alert to throughline_linkage;
grant update (ended_at) on share to throughline_linkage;
grant create on schema public to throughline_linkage;

-- Records that linkage would join or wants a person to look at, that are of somebody else as things stand, and of which nobody has said
-- that they differ. A pair that only the company it keeps holds apart is marked as held. For the functions below only.
create function pairs_apart(of_agency text, of_record uuid) returns table (agency text, record uuid, person_id uuid, weight real, holds text[])
language sql stable rows 5 as $$
  select p.agency, p.record, other.person_id, p.weight, case p.outcome when 'join' then p.holds || '{apart}'::text[] else p.holds end
    from member mine
   cross join lateral (
     select l.right_agency as agency, l.right_record as record, l.outcome, l.weight, l.holds,
            l.agency_id as la, l.left_record as lr, l.right_agency as ra, l.right_record as rr
       from link_decision l
      where l.agency_id = of_agency and l.left_record = of_record and l.current and l.outcome in ('review', 'join') and l.by_kind <> 'person'
     union all
     select l.agency_id, l.left_record, l.outcome, l.weight, l.holds, l.agency_id, l.left_record, l.right_agency, l.right_record
       from link_decision l
      where l.right_agency = of_agency and l.right_record = of_record and l.current and l.outcome in ('review', 'join') and l.by_kind <> 'person') p
    join member other on other.agency_id = p.agency and other.record_id = p.record
   where mine.agency_id = of_agency and mine.record_id = of_record and other.person_id <> mine.person_id
     and not exists (
       select from link_decision o
        where o.agency_id = p.la and o.left_record = p.lr and o.right_agency = p.ra and o.right_record = p.rr
          and o.by_kind = 'person' and o.outcome = 'must-not-link' and o.status in ('stands', 'proposed') and o.current)
$$;

-- Who needs to know of one record of the asking agency: open interests of every agency, its own included, in the record's person, and in
-- the at most 200 other people that the record may be of. Kinds, ids and dates; `rivals` is how many other people there are.
create function interests_of(of_record uuid, at timestamptz) returns table (
  person_id uuid, kind text, holder text, interest_id uuid, record_id uuid, since timestamptz, team_id text, breached boolean,
  restricted boolean, joined boolean, weight real, holds text[], rivals bigint)
language sql stable security definer set search_path = public set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off rows 20 as $$
  with me as (select current_setting('app.agency', true) as agency),
  apart as materialized (
    select best.* from (
      select distinct on (p.person_id) p.person_id, p.weight, p.holds
        from me cross join lateral pairs_apart(me.agency, of_record) p
       order by p.person_id, cardinality(p.holds), p.weight desc) best
     order by best.weight desc limit 200
  ), people as materialized (
    select m.person_id, true as joined, null::real as weight, '{}'::text[] as holds
      from me join member m on m.agency_id = me.agency and m.record_id = of_record
    union all
    select a.person_id, false, a.weight, a.holds from apart a
  )
  select p.person_id, i.kind, i.agency_id, i.interest_id, i.record_id, i.since, i.team_id, coalesce(i.facts->>'breached' = 'true', false),
         r.restricted, p.joined, p.weight, p.holds, (select count(*) from apart)
    from people p
    join member m on m.person_id = p.person_id
    join interest i on i.agency_id = m.agency_id and i.record_id = m.record_id
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where i.ended_at is null and (i.expires_at is null or i.expires_at > at) and r.withdrawn_at is null
$$;

-- How a person is named to somebody who may not know the name: initials, and age as far as it is known. Restricted records stay out.
create function initials_of(persons uuid[], on_day date) returns table (person_id uuid, initials text, age_from int, age_to int)
language sql stable security definer set search_path = public rows 20 as $$
  select asked.person_id, name.initials, age.age_from, age.age_to
    from unnest(persons[1:50]) asked (person_id)
    left join lateral (
      select nullif(concat_ws(' ', upper(left(r.comparable->'given'->>0, 1)) || '.',
               upper(left(coalesce((select word from jsonb_array_elements_text(r.comparable->'family') with ordinality f (word, place)
                                     where length(word) > 3 order by place limit 1), r.comparable->'family'->>-1), 1)) || '.'), '') as initials
        from member m
        join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
       where m.person_id = asked.person_id and r.withdrawn_at is null and not r.restricted and r.comparable->'given'->>0 is not null
       order by r.comparable->'family'->>0 is null, r.last_seen desc, r.record_id
       limit 1) name on true
    left join lateral (
      select case when exact then extract(year from age(on_day, born))::int else extract(year from on_day)::int - last_year - 1 end as age_from,
             case when exact then extract(year from age(on_day, born))::int else extract(year from on_day)::int - first_year end as age_to
        from (select r.comparable->'born'->>'placeholder' = 'false' as exact,
                     case when r.comparable->'born'->>'placeholder' = 'false'
                       then make_date((r.comparable->'born'->>'year')::int, (r.comparable->'born'->>'month')::int, (r.comparable->'born'->>'day')::int) end as born,
                     (r.comparable->'bornBetween'->>0)::int as first_year, (r.comparable->'bornBetween'->>1)::int as last_year,
                     r.last_seen, r.record_id
                from member m
                join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
               where m.person_id = asked.person_id and r.withdrawn_at is null and not r.restricted
                 and r.comparable->'bornBetween'->>0 is not null) known
       order by exact is not true, last_year - first_year, last_seen desc, record_id
       limit 1) age on true
$$;

-- Encounters and open interests that belong together and of which the holder has not been told in full: those of one person, and pairs
-- of records that linkage wants a person to look at. An encounter counts from a day before the interest began, at most 30 days back.
create function alerts_due(persons uuid[], at timestamptz) returns table (
  encounter_agency text, encounter_id uuid, encounter_reference text, circumstance text, reported_at timestamptz,
  holder text, interest_id uuid, kind text, since timestamptz, team_id text, breached boolean, restricted boolean,
  joined boolean, weight real, holds text[], rivals bigint)
language sql stable security definer set search_path = public set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off rows 20 as $$
  with mem as materialized (
    select m.person_id, m.agency_id, m.record_id
      from (select distinct person_id from unnest(persons[1:5000]) p (person_id)) asked
      join member m on m.person_id = asked.person_id
  ), near as materialized (
    select mem.person_id, mem.agency_id, mem.record_id, d.agency as other_agency, d.record as other_record, d.person_id as other_person, d.weight, d.holds
      from mem
     cross join lateral pairs_apart(mem.agency_id, mem.record_id) d
  ), pairs as (
    select me.agency_id as met_by, me.record_id as met, mi.agency_id as holder, mi.record_id as held, true as joined, null::real as weight, '{}'::text[] as holds
      from mem me
      join encounter e on e.agency_id = me.agency_id and e.record_id = me.record_id
      join mem mi on mi.person_id = me.person_id
    union
    select near.agency_id, near.record_id, theirs.agency_id, theirs.record_id, false, near.weight, near.holds
      from near
      join encounter e on e.agency_id = near.agency_id and e.record_id = near.record_id
      join member theirs on theirs.person_id = near.other_person
    union
    select near.other_agency, near.other_record, ours.agency_id, ours.record_id, false, near.weight, near.holds
      from near
      join encounter e on e.agency_id = near.other_agency and e.record_id = near.other_record
      join mem ours on ours.person_id = near.person_id
  )
  select e.agency_id, e.encounter_id, e.reference, e.circumstance, e.reported_at,
         i.agency_id, i.interest_id, i.kind, i.since, i.team_id, coalesce(i.facts->>'breached' = 'true', false), r.restricted,
         p.joined, p.weight, p.holds,
         (select count(distinct o.person_id) from pairs_apart(e.agency_id, e.record_id) o)
    from pairs p
    join encounter e on e.agency_id = p.met_by and e.record_id = p.met
    join interest i on i.agency_id = p.holder and i.record_id = p.held
    join record r on r.agency_id = i.agency_id and r.record_id = i.record_id
   where i.agency_id <> e.agency_id and i.ended_at is null and (i.expires_at is null or i.expires_at > at) and r.withdrawn_at is null
     and e.occurred_at >= greatest(i.since - interval '24 hours', at - interval '30 days')
     and not exists (
       select from alert a
        where a.agency_id = i.agency_id and a.encounter_agency = e.agency_id and a.encounter_id = e.encounter_id
          and (a.tells = 'encounter' or not p.joined or a.outcome = 'not-ours'))
     and not exists (
       select from link_decision d
        where d.by_kind = 'person' and d.outcome = 'must-not-link' and d.status in ('stands', 'proposed') and d.current
          and ((d.agency_id = e.agency_id and d.left_record = e.record_id and d.right_agency = i.agency_id and d.right_record = i.record_id)
            or (d.agency_id = i.agency_id and d.left_record = i.record_id and d.right_agency = e.agency_id and d.right_record = e.record_id)))
   limit 2000
$$;

-- The only way an alert is made. Each draft is checked against what is stored: the interest is open, it is not the reporter's own, and its
-- record is of the encounter's person, or a pair that linkage holds for review; such a pair tells of the encounter only when nothing
-- speaks against it. One alert an agency and encounter; one that told only whom to ring is raised to tell all, never the other way.
create function raise_alerts(drafts jsonb) returns table (alert_id uuid, agency_id text, encounter_id uuid, what text)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
  d jsonb;
  at timestamptz;
  e encounter;
  i interest;
  a alert;
  their_team text;
  tells text;
  new_id uuid;
  same boolean;
  near boolean;
  clear boolean;
begin
  if coalesce(current_setting('app.agency', true), '') = '' then
    raise exception 'raise_alerts: no agency is set' using errcode = '42501';
  end if;
  for d in select * from jsonb_array_elements(drafts) loop
    at := (d->>'at')::timestamptz;
    select x.* into e from encounter x where x.agency_id = d->>'encounterAgency' and x.encounter_id = (d->>'encounterId')::uuid;
    if not found then continue; end if;
    select x.* into i from interest x
     where x.agency_id = d->>'audience' and x.interest_id = (d->>'interestId')::uuid
       and x.ended_at is null and (x.expires_at is null or x.expires_at > at);
    if not found or i.agency_id = e.agency_id then continue; end if;

    same := exists (
      select from member met join member held on held.person_id = met.person_id
       where met.agency_id = e.agency_id and met.record_id = e.record_id and held.agency_id = i.agency_id and held.record_id = i.record_id);
    select coalesce(bool_or(true), false), coalesce(bool_or(cardinality(p.holds) = 0), false) into near, clear
      from pairs_apart(e.agency_id, e.record_id) p
      join member held on held.person_id = p.person_id
     where held.agency_id = i.agency_id and held.record_id = i.record_id;
    if not same and not near then continue; end if;
    tells := case when d->>'tells' = 'encounter' and (same or clear) then 'encounter' else 'contact-only' end;

    their_team := coalesce(
      (select t.team_id from team t where t.agency_id = i.agency_id and t.team_id = i.team_id),
      (select t.team_id from team t where t.agency_id = i.agency_id and t.on_duty order by t.team_id limit 1));

    select x.* into a from alert x
     where x.agency_id = i.agency_id and x.encounter_agency = e.agency_id and x.encounter_id = e.encounter_id for update;
    if found then
      if a.tells = 'encounter' or tells = 'contact-only' or a.outcome is not distinct from 'not-ours' then continue; end if;
      update alert x set tells = 'encounter', certainty = d->>'certainty', interest_kind = i.kind, interest_id = i.interest_id, record_id = i.record_id,
             team_id = coalesce(x.team_id, their_team), state = 'raised', outcome = null, respond_by = (d->>'respondBy')::timestamptz,
             acknowledged_at = null, acknowledged_name = null, escalated_at = null, closed_at = null, closed_name = null, version = x.version + 1
       where x.agency_id = a.agency_id and x.alert_id = a.alert_id;
      new_id := a.alert_id;
      what := 'upgraded';
    else
      new_id := (d->>'alertId')::uuid;
      insert into alert (agency_id, alert_id, reference, encounter_agency, encounter_id, encounter_record, encounter_reference, interest_kind, interest_id,
                         record_id, certainty, tells, team_id, raised_at, respond_by)
      values (i.agency_id, new_id, d->>'reference', e.agency_id, e.encounter_id, e.record_id, e.reference, i.kind, i.interest_id,
              i.record_id, d->>'certainty', tells, their_team, at, (d->>'respondBy')::timestamptz)
      on conflict (agency_id, encounter_agency, encounter_id) do nothing;
      if not found then continue; end if;
      what := 'raised';
    end if;

    insert into alert_event (agency_id, alert_id, event_id, at, kind) values (i.agency_id, new_id, gen_random_uuid(), at, what);
    insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, withheld, decided_by, at)
    values (e.agency_id, gen_random_uuid(), i.agency_id, 'encounter', e.encounter_id,
            case tells when 'encounter' then 'the encounter: who, where, when, what was seen' else 'that there was an encounter, and whom to ring' end,
            d->>'gateway', d->>'because', tells <> 'encounter', 'rule', at),
           (i.agency_id, gen_random_uuid(), e.agency_id, 'interest', i.interest_id,
            case tells when 'encounter' then 'that it needs to know, why in one word, and whom to ring' else 'whom to ring' end,
            d->>'gateway', d->>'because', tells <> 'encounter', 'rule', at);

    if tells = 'encounter' then
      update encounter x set audience = x.audience || i.agency_id
       where x.agency_id = e.agency_id and x.encounter_id = e.encounter_id and not x.audience @> array[i.agency_id];
      update record x set audience = x.audience || i.agency_id
       where x.agency_id = e.agency_id and x.record_id = e.record_id and not x.audience @> array[i.agency_id];
      update record_version x set audience = x.audience || i.agency_id
       where x.agency_id = e.agency_id and x.record_id = e.record_id and not x.audience @> array[i.agency_id];
      update event x set audience = x.audience || i.agency_id
       where x.agency_id = e.agency_id and x.record_id = e.record_id and not x.audience @> array[i.agency_id];
      insert into search_token (agency_id, token, holder, record_id)
      select i.agency_id, t.token, t.holder, t.record_id
        from search_token t
       where t.record_id = e.record_id and t.agency_id = e.agency_id and t.holder = e.agency_id
      on conflict do nothing;
    end if;

    insert into outbox (key, agency_id, kind, payload, created_at, run_after)
    values (what || ':' || new_id, i.agency_id, 'mail', jsonb_build_object('about', 'alert', 'alertId', new_id, 'team', their_team), at, at)
    on conflict (key) do nothing;
    perform pg_notify('throughline', jsonb_build_object('agency', i.agency_id, 'kind', 'alert', 'id', new_id)::text);
    perform pg_notify('throughline', jsonb_build_object('agency', e.agency_id, 'kind', 'told', 'id', e.encounter_id)::text);

    alert_id := new_id;
    agency_id := i.agency_id;
    encounter_id := e.encounter_id;
    return next;
  end loop;
end $$;

-- The asking agency gives back what an alert of its own let it see: it was not their child.
create function return_share(alert_of uuid, at timestamptz) returns void
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
  update share x set ended_at = at
   where x.agency_id = e.agency_id and x.audience_agency = me and x.subject_id = e.encounter_id and x.ended_at is null;
  update encounter x set audience = array_remove(x.audience, me) where x.agency_id = e.agency_id and x.encounter_id = e.encounter_id;
  update record x set audience = array_remove(x.audience, me) where x.agency_id = e.agency_id and x.record_id = e.record_id;
  update record_version x set audience = array_remove(x.audience, me) where x.agency_id = e.agency_id and x.record_id = e.record_id;
  update event x set audience = array_remove(x.audience, me) where x.agency_id = e.agency_id and x.record_id = e.record_id;
  delete from search_token t where t.agency_id = me and t.holder = e.agency_id and t.record_id = e.record_id;
end $$;

-- The newest encounters of a person, for agencies that hold or were given a record of the person: who met them, when and why.
-- The id only where the encounter may be opened.
create function encounter_trail(person uuid, most int) returns table (
  agency_id text, encounter_id uuid, occurred_at timestamptz, reported_at timestamptz, circumstance text)
language sql stable security definer set search_path = public rows 25 as $$
  select e.agency_id,
         case when e.agency_id = me.agency or e.audience @> array[me.agency] then e.encounter_id end,
         e.occurred_at, e.reported_at, e.circumstance
    from (select current_setting('app.agency', true) as agency) me
   cross join member m
    join encounter e on e.agency_id = m.agency_id and e.record_id = m.record_id
   where m.person_id = person
     and exists (
       select from member mine join record r on r.agency_id = mine.agency_id and r.record_id = mine.record_id
        where mine.person_id = person and r.withdrawn_at is null
          and (mine.agency_id = me.agency or r.audience @> array[me.agency]))
   order by e.occurred_at desc, e.encounter_id
   limit least(most, 25)
$$;

-- Agencies for which a clock has run out: which job has something to do, and for whom. No ids.
create function agencies_with_due_work(at timestamptz) returns table (agency_id text, work text)
language sql stable security definer set search_path = public rows 10 as $$
  select distinct a.agency_id, 'escalate-alerts' from alert a where a.state = 'raised' and a.respond_by <= at
  union all
  select distinct i.agency_id, 'expire-watches' from interest i where i.ended_at is null and i.expires_at <= at
$$;

do $$
declare f text;
begin
  foreach f in array array['interests_of(uuid, timestamptz)', 'initials_of(uuid[], date)', 'alerts_due(uuid[], timestamptz)',
    'raise_alerts(jsonb)', 'return_share(uuid, timestamptz)', 'encounter_trail(uuid, int)', 'agencies_with_due_work(timestamptz)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

alter function pairs_apart(text, uuid) owner to throughline_linkage;
revoke all on function pairs_apart(text, uuid) from public;

revoke create on schema public from throughline_linkage;
