-- Who may ask: agencies, their teams, users and sessions. Reference and sign-in tables hold no case data, so they carry no row security.

create table installation (
  only_row     boolean primary key default true check (only_row),
  kind         text not null check (kind in ('demonstration', 'live')),
  world        jsonb not null default '{}',
  created_at   timestamptz not null default now()
);

create table agency (
  agency_id          text primary key,
  name               text not null,
  kind               text not null,
  regime             text not null,
  gss                text,
  phone              text,
  out_of_hours_phone text,
  demonstration      boolean not null default false
);

create table team (
  agency_id text not null references agency,
  team_id   text not null,
  name      text not null,
  on_duty   boolean not null default false,
  email     text,
  phone     text,
  primary key (agency_id, team_id)
);

create table app_user (
  agency_id     text not null references agency,
  user_id       uuid not null default gen_random_uuid(),
  email         text not null unique check (email = lower(email)),
  name          text not null,
  password_hash text,
  roles         text[] not null,
  team_id       text,
  phone         text,
  active        boolean not null default true,
  persona       jsonb,
  failed_count  int not null default 0,
  locked_until  timestamptz,
  created_at    timestamptz not null default now(),
  primary key (user_id),
  foreign key (agency_id, team_id) references team
);

create table session (
  token_hash   bytea primary key,
  user_id      uuid not null references app_user,
  agency_id    text not null,
  purpose      text not null,
  csrf         text not null,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  user_agent   text
);
create index session_of_user on session (user_id);

grant usage on schema public to throughline_app, throughline_linkage;
grant select on installation, agency, team to throughline_app, throughline_linkage;
grant insert, update on installation, agency, team to throughline_app;
grant select, insert, update on app_user to throughline_app;
grant select, insert, update, delete on session to throughline_app;
