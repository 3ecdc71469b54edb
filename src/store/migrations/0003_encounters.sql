-- Encounters, the interests that make them matter, the alerts that follow, and what was shared.

create table encounter (
  agency_id    text not null,
  encounter_id uuid not null,
  reference    text not null,
  record_id    uuid not null,
  circumstance text not null,
  occurred_at  timestamptz not null,
  reported_at  timestamptz not null,
  place        text not null,
  outcode      text,
  description  text,
  observations text[] not null default '{}',
  with_whom    text,
  note         text,
  reported_by  text not null,
  reporter_name text not null,
  team_id      text,
  callback     text,
  certainty    text not null,
  answer       jsonb not null,
  audience     text[] not null default '{}',
  primary key (agency_id, encounter_id),
  unique (agency_id, reference)
);
create index encounter_newest on encounter (agency_id, reported_at desc);
create index encounter_record on encounter (agency_id, record_id);
create index encounter_audience on encounter using gin (audience);

create table idempotency (
  agency_id    text not null,
  key          text not null,
  request_hash text not null,
  status       int not null,
  response     jsonb not null,
  created_at   timestamptz not null,
  primary key (agency_id, key)
);

-- Why an agency needs to know: a watch, an open missing episode, an allocated worker, an open case, an order. Each hangs on a record of its own.
create table interest (
  agency_id   text not null,
  interest_id uuid not null,
  record_id   uuid not null,
  kind        text not null check (kind in ('missing', 'order', 'watch', 'allocated-worker', 'open-case')),
  since       timestamptz not null,
  expires_at  timestamptz,
  review_on   date,
  reason      text,
  legal_basis text,
  owner_user  uuid,
  owner_name  text,
  team_id     text,
  facts       jsonb not null default '{}',
  ended_at    timestamptz,
  ended_reason text,
  version     int not null default 1,
  primary key (agency_id, interest_id),
  check (kind <> 'watch' or (expires_at is not null and review_on is not null and reason is not null and legal_basis is not null))
);
create index interest_record on interest (agency_id, record_id);
create index interest_open on interest (agency_id, kind, since desc) where ended_at is null;

-- agency_id is the audience: the alert is theirs.
create table alert (
  agency_id        text not null,
  alert_id         uuid not null,
  reference        text not null,
  encounter_agency text not null,
  encounter_id     uuid not null,
  encounter_reference text not null,
  interest_kind    text not null,
  interest_id      uuid not null,
  record_id        uuid not null,
  certainty        text not null check (certainty in ('confirmed', 'probable', 'possible')),
  tells            text not null check (tells in ('encounter', 'contact-only')),
  team_id          text,
  raised_at        timestamptz not null,
  respond_by       timestamptz not null,
  state            text not null default 'raised' check (state in ('raised', 'escalated', 'acknowledged', 'closed')),
  outcome          text,
  acknowledged_at  timestamptz,
  acknowledged_name text,
  escalated_at     timestamptz,
  closed_at        timestamptz,
  version          int not null default 1,
  primary key (agency_id, alert_id),
  unique (agency_id, encounter_agency, encounter_id)
);
create index alert_open on alert (agency_id, respond_by) where state in ('raised', 'escalated', 'acknowledged');
create index alert_from on alert (encounter_agency, encounter_id);
create index alert_due on alert (respond_by) where state = 'raised';

create table alert_event (
  agency_id text not null,
  alert_id  uuid not null,
  event_id  uuid not null,
  at        timestamptz not null,
  kind      text not null,
  by_user   text,
  by_name   text,
  note      text,
  primary key (agency_id, alert_id, event_id)
);

create table share (
  agency_id    text not null,
  share_id     uuid not null,
  audience_agency text not null,
  subject_kind text not null,
  subject_id   uuid not null,
  what         text not null,
  gateway      text not null,
  because      text not null,
  withheld     boolean not null default false,
  decided_by   text not null,
  at           timestamptz not null,
  expires_at   timestamptz,
  ended_at     timestamptz,
  primary key (agency_id, share_id)
);
create index share_subject on share (agency_id, subject_id);
create index share_audience on share (audience_agency, subject_id);

create table canary (
  agency_id   text not null,
  canary_id   uuid not null,
  sent_at     timestamptz not null,
  received_at timestamptz,
  primary key (agency_id, canary_id)
);
create index canary_newest on canary (agency_id, sent_at desc);

-- Messages to send once the transaction is in. Holds no personal data.
create table outbox (
  message_id  bigint generated always as identity primary key,
  key         text not null unique,
  agency_id   text not null,
  kind        text not null,
  payload     jsonb not null,
  created_at  timestamptz not null,
  run_after   timestamptz not null,
  attempts    int not null default 0,
  done_at     timestamptz,
  dead_at     timestamptz,
  last_error  text
);
create index outbox_waiting on outbox (run_after) where done_at is null and dead_at is null;

do $$
declare t text;
begin
  foreach t in array array['encounter', 'idempotency', 'interest', 'alert', 'alert_event', 'share', 'canary'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
  end loop;
  foreach t in array array['encounter', 'interest', 'alert', 'alert_event', 'share'] loop
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
end $$;
create policy shared on encounter for select to throughline_app using (audience @> array[current_setting('app.agency', true)]);
create policy sender on alert for select to throughline_app using (encounter_agency = current_setting('app.agency', true));
create policy received on share for select to throughline_app using (audience_agency = current_setting('app.agency', true));

grant select, insert on encounter, idempotency, share, alert_event to throughline_app;
grant select, insert, update on interest, canary, outbox to throughline_app;
grant select, update on alert to throughline_app;
grant update (ended_at) on share to throughline_app;
grant select on encounter, interest, alert, alert_event, share to throughline_linkage;
grant insert on alert, alert_event, share, outbox to throughline_linkage;
grant select on outbox to throughline_linkage;
grant update (audience) on encounter to throughline_linkage;
