-- Panels of several agencies over several children, and what waits for each of them. What happens is one append-only log in which every row
-- says who reads it: everybody of the panel, or for all that is about one item the agencies that its bringer chose.

create table panel (
  agency_id    text not null,
  panel_id     uuid not null,
  chair_agency text not null,
  asked        text[] not null,
  kind         text not null,
  area         text not null,
  at           timestamptz not null,
  state        text not null default 'called' check (state in ('called', 'held', 'cancelled')),
  primary key (agency_id, panel_id)
);
create unique index panel_id on panel (panel_id);
create index panel_at on panel (agency_id, at desc, panel_id);
create index panel_asked on panel using gin (asked);

-- An item's record of a child is for the function alone that says whom it is about, to those who reach that person.
create table panel_item (
  agency_id     text not null,
  item_id       uuid not null,
  panel_id      uuid not null,
  by_agency     text not null,
  audience      text[] not null,
  record_agency text,
  record_id     uuid,
  primary key (agency_id, item_id)
);
create index panel_item_panel on panel_item (agency_id, panel_id);
create index panel_item_record on panel_item (record_agency, record_id) where record_id is not null;

create table panel_event (
  agency_id text not null,
  event_id  uuid not null,
  panel_id  uuid not null,
  seq       bigint generated always as identity,
  kind      text not null,
  item_id   uuid,
  facts     jsonb not null,
  words     text,
  by_agency text not null,
  by_user   text not null,
  by_name   text not null,
  at        timestamptz not null,
  audience  text[] not null,
  primary key (agency_id, event_id)
);
create index panel_event_panel on panel_event (panel_id, seq);
-- Minutes are written once, of the panel and of each item, whatever comes at the same moment.
create unique index panel_event_minutes on panel_event (agency_id, panel_id) where kind = 'minuted';
create unique index panel_event_item_minutes on panel_event (agency_id, item_id) where kind = 'item-minuted';

-- Of each agency of a panel, what it has to do next (its id is the panel's), and each action of its own. Derived from the log.
create table panel_wait (
  agency_id    text not null,
  wait_id      uuid not null,
  panel_id     uuid not null,
  kind         text not null check (kind in ('panel', 'panel-action')),
  step         text not null check (step in ('answer', 'minutes', 'read', 'action')),
  owner        text,
  other_agency text not null,
  due_at       timestamptz not null,
  ended_at     timestamptz,
  primary key (agency_id, wait_id)
);
create index panel_wait_open on panel_wait (agency_id, due_at, wait_id) where ended_at is null;

do $$
declare t text;
begin
  foreach t in array array['panel', 'panel_item', 'panel_event', 'panel_wait'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I for select to throughline_app using (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
    execute format('grant select, insert, update on %I to throughline_linkage', t);
  end loop;
end $$;
create policy told on panel for select to throughline_app using (asked @> array[current_setting('app.agency', true)]);
create policy told on panel_event for select to throughline_app using (audience @> array[current_setting('app.agency', true)]);
grant select on panel, panel_event, panel_wait to throughline_app;

grant create on schema public to throughline_linkage;

-- Nobody else changes the panel until the transaction is over. Whether the asking agency is of it.
create function lock_panel(panel uuid) returns boolean
language plpgsql security definer set search_path = public as $$
begin
  perform from panel p
    where p.panel_id = lock_panel.panel
      and (p.agency_id = current_setting('app.agency', true) or p.asked @> array[current_setting('app.agency', true)])
    for update;
  return found;
end $$;

-- Appends what the asking agency does about a panel of which it is. Who reads a row is decided here: who reads the item that it is about,
-- or everybody. Only who called the panel moves, cancels and minutes it and asks others; only who brought an item shows it to more.
create function append_to_panel(panel uuid, events jsonb) returns void
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  p panel%rowtype;
  i panel_item%rowtype;
  e jsonb;
  f jsonb;
  readers text[];
begin
  for e in select value from jsonb_array_elements(events) loop
    f := e->'facts';
    if e->>'kind' = 'called' then
      insert into panel (agency_id, panel_id, chair_agency, asked, kind, area, at)
      values (me, append_to_panel.panel, f->'chair'->>'agency', array(select jsonb_array_elements_text(f->'asked')), f->>'panel', f->>'area', (f->>'at')::timestamptz);
    end if;
    select * into p from panel x where x.panel_id = append_to_panel.panel and (x.agency_id = me or x.asked @> array[me]) for update;
    if not found then raise insufficient_privilege using message = 'not of this panel'; end if;
    if p.agency_id <> me and e->>'kind' in ('called', 'asked', 'moved', 'cancelled', 'minuted', 'item-minuted', 'action-set') then
      raise insufficient_privilege using message = 'only who called the panel';
    end if;

    if e->>'kind' = 'asked' then
      update panel x set asked = x.asked || (f->>'agency') where x.agency_id = me and x.panel_id = p.panel_id returning * into p;
      update panel_event x set audience = p.asked || p.agency_id where x.agency_id = me and x.panel_id = p.panel_id and x.item_id is null;
    elsif e->>'kind' = 'moved' then
      update panel x set at = (f->>'at')::timestamptz where x.agency_id = me and x.panel_id = p.panel_id;
    elsif e->>'kind' in ('cancelled', 'minuted') then
      update panel x set state = case e->>'kind' when 'minuted' then 'held' else 'cancelled' end where x.agency_id = me and x.panel_id = p.panel_id;
    end if;

    readers := p.asked || p.agency_id;
    if e->>'kind' = 'item-put' then
      readers := array(select of.agency from unnest(readers) of (agency)
                        where of.agency in (p.agency_id, p.chair_agency, me) or f->'sees' ? of.agency);
      insert into panel_item (agency_id, item_id, panel_id, by_agency, audience, record_agency, record_id)
      values (p.agency_id, (e->>'itemId')::uuid, p.panel_id, me, readers, e->>'recordAgency', (e->>'recordId')::uuid);
    elsif e->>'itemId' is not null then
      select * into i from panel_item x
       where x.agency_id = p.agency_id and x.item_id = (e->>'itemId')::uuid and x.panel_id = p.panel_id and x.audience @> array[me];
      if not found then raise insufficient_privilege using message = 'no item of this panel'; end if;
      readers := i.audience;
      if e->>'kind' = 'item-shown' then
        if i.by_agency <> me then raise insufficient_privilege using message = 'only who brought the item'; end if;
        readers := array(select of.agency from unnest(p.asked || p.agency_id) of (agency)
                          where i.audience @> array[of.agency] or f->'to' ? of.agency);
        update panel_item x set audience = readers where x.agency_id = p.agency_id and x.item_id = i.item_id;
        update panel_event x set audience = readers where x.agency_id = p.agency_id and x.item_id = i.item_id;
      end if;
    end if;

    insert into panel_event (agency_id, event_id, panel_id, kind, item_id, facts, words, by_agency, by_user, by_name, at, audience)
    values (p.agency_id, (e->>'eventId')::uuid, p.panel_id, e->>'kind', (e->>'itemId')::uuid, f, e->>'words', me, e->>'byUser', e->>'byName',
            (e->>'at')::timestamptz, readers);
  end loop;
end $$;

-- Sets what waits for agencies of a panel of which the asking agency is, as far as it knows.
create function set_panel_waits(panel uuid, waits jsonb) returns void
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  p panel%rowtype;
begin
  select * into p from panel x where x.panel_id = set_panel_waits.panel and (x.agency_id = me or x.asked @> array[me]);
  if not found then return; end if;
  insert into panel_wait (agency_id, wait_id, panel_id, kind, step, owner, other_agency, due_at, ended_at)
  select w->>'agency', (w->>'waitId')::uuid, p.panel_id, w->>'kind', w->>'step', w->>'owner', p.agency_id, (w->>'dueAt')::timestamptz,
         (w->>'endedAt')::timestamptz
    from jsonb_array_elements(waits) w
   where w->>'agency' = any (p.asked || p.agency_id)
  on conflict (agency_id, wait_id) do update
     set step = excluded.step, owner = excluded.owner, due_at = excluded.due_at, ended_at = excluded.ended_at
   where panel_wait.panel_id = excluded.panel_id;
end $$;

-- Whom items of a panel are about now, of those that the asking agency sees, and only people whom it reaches.
create function people_of_panel(panel uuid) returns table (item_id uuid, person_id uuid)
language sql stable security definer set search_path = public rows 10 as $$
  select i.item_id, m.person_id
    from panel p
    join panel_item i on i.agency_id = p.agency_id and i.panel_id = p.panel_id
    join member m on m.agency_id = i.record_agency and m.record_id = i.record_id
   where p.panel_id = people_of_panel.panel and i.audience @> array[current_setting('app.agency', true)]
     and exists (select from person_access(m.person_id))
$$;

-- A record that is withdrawn leaves its items to another record of the same person.
create function keep_panel_items() returns trigger
language plpgsql security definer set search_path = public as $$
declare
  heir record;
begin
  if not exists (select from panel_item i where i.record_agency = old.agency_id and i.record_id = old.record_id) then return null; end if;
  select m.agency_id, m.record_id into heir
    from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
   where m.person_id = old.person_id and r.withdrawn_at is null and not r.restricted
   order by m.agency_id = old.agency_id desc, r.last_seen desc, m.record_id limit 1;
  if heir.record_id is null then return null; end if;
  update panel_item i set record_agency = heir.agency_id, record_id = heir.record_id
   where i.record_agency = old.agency_id and i.record_id = old.record_id;
  return null;
end $$;
create trigger keep_panel_items after delete on member for each row execute function keep_panel_items();

-- Everything open of the asking agency, as before, and what waits of panels.
create or replace view open_work as
  select kind, matter_id as id, owner, due_at as due, record_agency as holder, record_id as record
    from case_matter where acts = current_setting('app.agency', true) and ended_at is null
  union all
  select 'lead', lead_id, practitioner, null, record_agency, record_id
    from case_lead where agency_id = current_setting('app.agency', true) and ended_at is null
  union all
  select case kind when 'watch' then 'watch' else 'worker' end, interest_id, owner_name, case kind when 'watch' then expires_at end, agency_id, record_id
    from interest where agency_id = current_setting('app.agency', true) and kind in ('watch', 'allocated-worker') and ended_at is null
  union all
  select 'alert', alert_id, acknowledged_name, case when state <> 'acknowledged' then respond_by end, agency_id, record_id
    from alert where agency_id = current_setting('app.agency', true) and state in ('raised', 'escalated', 'acknowledged')
  union all
  select 'sign', s.sign_id, (
           select a.by_name from sign_answer a
            where a.agency_id = s.agency_id and a.sign_id = s.sign_id and a.by_agency = s.asked_agency order by a.at desc limit 1),
         s.answer_by, s.agency_id, s.sign_id
    from sign s where s.asked_agency = current_setting('app.agency', true) and s.state in ('asked', 'acknowledged')
  union all
  select 'question', question_id, null, answer_by, asker_agency, asker_record
    from sign_question where agency_id = current_setting('app.agency', true) and state = 'asked'
  union all
  select 'order', order_id, recorded_name, least(review_by, (until_on + 1)::timestamp at time zone 'Europe/London'), agency_id, order_id
    from person_order where agency_id = current_setting('app.agency', true) and state = 'made'
  union all
  select 'judgement', j.judgement_id, j.by_name, (j.review_on + 1)::timestamp at time zone 'Europe/London', j.agency_id, j.judgement_id
    from judgement j
   where j.agency_id = current_setting('app.agency', true)
     and not exists (
       select from member m
         join member o on o.person_id = m.person_id and o.agency_id = m.agency_id
         join judgement later on later.agency_id = o.agency_id and later.judgement_id = o.record_id
        where m.agency_id = j.agency_id and m.record_id = j.judgement_id and later.at > j.at)
  union all
  select 'request', request_id, null, answer_by, agency_id, holder_record
    from share_request where agency_id = current_setting('app.agency', true) and state = 'asked'
  union all
  select 'supervision', s.note_id, s.supervisor_name, (s.next_on + 1)::timestamp at time zone 'Europe/London', s.record_agency, s.record_id
    from supervision_note s
   where s.agency_id = current_setting('app.agency', true) and s.next_on is not null
     and not exists (select from supervision_note l where l.agency_id = s.agency_id and l.follows @> array[s.note_id])
  union all
  select kind, wait_id, owner, due_at, null, null
    from panel_wait where agency_id = current_setting('app.agency', true) and ended_at is null;

do $$
declare f text;
begin
  foreach f in array array['lock_panel(uuid)', 'append_to_panel(uuid, jsonb)', 'set_panel_waits(uuid, jsonb)', 'people_of_panel(uuid)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
  alter function keep_panel_items() owner to throughline_linkage;
  revoke all on function keep_panel_items() from public;
end $$;

revoke create on schema public from throughline_linkage;
