-- Orders and notices that somebody is under. Each is a record of the agency's own that hangs on another record of the person, so that links,
-- unlinks, withdrawal and sharing carry it along; person_order holds what it says. What happens to it is appended to order_step;
-- the columns from `state` on are what the steps come to, for lists and clocks.

create table person_order (
  agency_id     text not null,
  order_id      uuid not null,
  reference     text not null,
  kind          text not null,
  kind_version  text not null,
  interim       boolean not null,
  nation        text not null check (nation in ('england', 'wales')),
  issued_by     text not null,
  issued_on     date not null,
  from_on       date not null,
  made_until    date,
  born          date not null,
  youth_views   text,
  protects      jsonb,
  made_as       jsonb not null,
  recorded_by   text not null,
  recorded_name text not null,
  recorded_at   timestamptz not null,
  state         text not null default 'made' check (state in ('made', 'discharged', 'ended')),
  until_on      date,
  conditions    jsonb not null,
  reviewed_on   date not null,
  review_by     timestamptz,
  undecided     int not null default 0,
  version       int not null default 0,
  primary key (agency_id, order_id)
);
create index person_order_id on person_order (order_id);
create index person_order_open on person_order (agency_id, until_on, review_by) where state = 'made';

-- A child's account and what others saw are the agency's own; an agency that an order was shown to reads what it asks, and none of these.
create table order_step (
  agency_id text not null,
  order_id  uuid not null,
  step_no   int not null,
  kind      text not null check (kind in ('varied', 'discharged', 'ended', 'reviewed', 'possible-breach', 'decided')),
  said      jsonb not null,
  at        timestamptz not null,
  by_user   text not null,
  by_name   text not null,
  primary key (agency_id, order_id, step_no)
);

do $$
declare t text;
begin
  foreach t in array array['person_order', 'order_step'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
  end loop;
end $$;
create policy linkage on person_order to throughline_linkage using (true) with check (true);

grant select, insert on person_order, order_step to throughline_app;
grant update (state, until_on, conditions, reviewed_on, review_by, undecided, version) on person_order to throughline_app;
grant select on person_order to throughline_linkage;

grant create on schema public to throughline_linkage;

-- The orders of a person that the asking agency holds or was shown, the newest 50.
create function orders_about(person uuid) returns setof person_order
language sql stable security definer set search_path = public set enable_seqscan = off rows 5 as $$
  select o.*
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
    join person_order o on o.agency_id = m.agency_id and o.order_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null and not r.restricted
     and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
   order by o.issued_on desc, o.order_id
   limit 50
$$;

-- One order, for an agency that holds it or was shown it.
create function order_open(asked uuid) returns setof person_order
language sql stable security definer set search_path = public set enable_seqscan = off rows 1 as $$
  select o.*
    from person_order o
    join record r on r.agency_id = o.agency_id and r.record_id = o.order_id
   where o.order_id = asked and r.withdrawn_at is null
     and (o.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
$$;

do $$
declare f text;
begin
  foreach f in array array['orders_about(uuid)', 'order_open(uuid)'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
