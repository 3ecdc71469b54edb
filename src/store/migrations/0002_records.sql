-- Records in, as agencies gave them, and the people that they are linked into.
-- Every key of a table that grows holds agency_id, its distribution key; policies are pure expressions over the row and the settings.

create table batch (
  agency_id       text not null,
  batch_id        uuid not null,
  source_system   text not null,
  mapping         text not null,
  mapping_version text not null,
  file_name       text not null,
  sha256          text,
  state           text not null check (state in ('reading', 'previewed', 'done', 'failed')),
  counts          jsonb not null default '{}',
  problem         text,
  created_by      text not null,
  created_at      timestamptz not null,
  finished_at     timestamptz,
  primary key (agency_id, batch_id)
);
create index batch_newest on batch (agency_id, created_at desc);

create table batch_error (
  agency_id    text not null,
  batch_id     uuid not null,
  line         bigint not null,
  position     int not null,
  column_name  text,
  value_masked text,
  reason       text not null,
  primary key (agency_id, batch_id, line, position)
);

-- One row that an agency sent, or one encounter's person: the node that linkage joins.
create table record (
  agency_id     text not null,
  record_id     uuid not null,
  source_system text not null,
  feed          text not null,
  source_id     text not null,
  subject_ref   text,
  version_no    int not null,
  version       text not null,
  comparable    jsonb not null,
  first_seen    timestamptz not null,
  last_seen     timestamptz not null,
  withdrawn_at  timestamptz,
  restricted    boolean not null default false,
  audience      text[] not null default '{}',
  primary key (agency_id, record_id),
  unique (agency_id, source_system, feed, source_id)
);
create index record_subject on record (agency_id, source_system, subject_ref) where subject_ref is not null;
create index record_audience on record using gin (audience);

-- What was said, each time it was said. Never changed, never deleted by the application.
create table record_version (
  agency_id    text not null,
  record_id    uuid not null,
  version_no   int not null,
  version      text not null,
  person       jsonb not null,
  as_given     jsonb not null,
  marks        jsonb not null default '[]',
  asserted_at  timestamptz,
  received_at  timestamptz not null,
  batch_id     uuid,
  withdraws    boolean not null default false,
  audience     text[] not null default '{}',
  primary key (agency_id, record_id, version_no)
);
create index record_version_audience on record_version using gin (audience);

-- What happened, at most one event a record.
create table event (
  agency_id   text not null,
  record_id   uuid not null,
  kind        text not null,
  starts_at   timestamptz not null,
  ends_at     timestamptz,
  place       text,
  outcode     text,
  facts       jsonb not null default '{}',
  grade       text,
  received_at timestamptz not null,
  withdrawn_at timestamptz,
  audience    text[] not null default '{}',
  primary key (agency_id, record_id)
);
create index event_kind on event (agency_id, kind, starts_at desc);
create index event_audience on event using gin (audience);

-- What an agency may find by name, reference or number: its own records and those shared with it.
create table search_token (
  agency_id    text not null,
  token        text not null,
  holder       text not null,
  record_id    uuid not null,
  primary key (agency_id, token, holder, record_id)
);

create table match_key (
  key       bigint not null,
  agency_id text not null,
  record_id uuid not null,
  primary key (key, agency_id, record_id)
);
create index match_key_record on match_key (agency_id, record_id);

create table person (
  person_id  uuid primary key,
  state      text not null default 'active' check (state in ('active', 'needs-attention')),
  attention  text[] not null default '{}',
  updated_at timestamptz not null
);

create table member (
  agency_id text not null,
  record_id uuid not null,
  person_id uuid not null,
  since     timestamptz not null,
  primary key (agency_id, record_id)
);
create index member_person on member (person_id);

-- What the machine or a person decided of a pair. Appended; `current` marks the standing word of the machine, and of people, on a pair.
-- (agency_id, left_record) sorts before (right_agency, right_record).
create table link_decision (
  agency_id     text not null,
  decision_id   uuid not null,
  left_record   uuid not null,
  right_agency  text not null,
  right_record  uuid not null,
  by_kind       text not null check (by_kind in ('model', 'agency', 'person')),
  outcome       text not null check (outcome in ('join', 'review', 'apart', 'must-link', 'must-not-link')),
  status        text not null default 'stands' check (status in ('stands', 'proposed', 'refused', 'withdrawn')),
  weight        real,
  probability   real,
  evidence      jsonb not null default '[]',
  holds         text[] not null default '{}',
  model_version text,
  decided_by    text,
  decided_agency text,
  reason        text,
  at            timestamptz not null,
  current       boolean not null default true,
  audience      text[] not null,
  primary key (agency_id, decision_id)
);
create unique index link_decision_machine on link_decision (agency_id, left_record, right_agency, right_record) where current and by_kind <> 'person';
create index link_decision_right on link_decision (right_agency, right_record) where current;
create index link_decision_left on link_decision (agency_id, left_record) where current;
create index link_decision_review on link_decision (agency_id, at) where current and outcome = 'review';

do $$
declare t text;
begin
  foreach t in array array['batch', 'batch_error'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
  end loop;
  foreach t in array array['record', 'record_version', 'event', 'link_decision'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy shared on %I for select to throughline_app using (audience @> array[current_setting(''app.agency'', true)])', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
  foreach t in array array['search_token', 'match_key', 'member'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
end $$;

grant select, insert, update on batch, record, event to throughline_app;
grant select, insert on batch_error, record_version, link_decision to throughline_app;
grant select, insert, delete on search_token, match_key to throughline_app;
grant select on member, person to throughline_app;
grant select on record, record_version, event, search_token, match_key, member, person, link_decision to throughline_linkage;
grant insert, update, delete on member, person, search_token to throughline_linkage;
grant insert, update on link_decision to throughline_linkage;
grant update (audience) on record, record_version, event to throughline_linkage;
