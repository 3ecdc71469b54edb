-- Signs: what somebody saw, who answers for it, who was asked and keeps quiet, and what a named person judged.
-- A sign and a judgement are each a record of the agency's own (record, record_version), so that links, unlinks, withdrawal and sharing
-- carry them along; the tables below hold what such a record says. Nothing here is a number of a child.

create table sign (
  agency_id     text not null,
  sign_id       uuid not null,
  reference     text not null,
  indicator     text not null,
  indicator_version text not null,
  class         text not null check (class in ('harm', 'possible', 'vulnerability')),
  words         text not null,
  trade         text,
  seen_by       text not null,
  seen_on       date not null,
  grade         text not null,
  origin_kind   text not null check (origin_kind in ('own', 'child', 'family', 'agency', 'tip')),
  origin_agency text,
  origin_name   text,
  confirms      uuid,
  recorded_by   text not null,
  recorded_name text not null,
  recorded_team text,
  recorded_at   timestamptz not null,
  asked_agency  text not null,
  state         text not null check (state in ('asked', 'acknowledged', 'acted', 'no-concern', 'not-asked')),
  answer_by     timestamptz,
  version       int not null default 1,
  primary key (agency_id, sign_id)
);
create index sign_owed on sign (asked_agency, answer_by) where state in ('asked', 'acknowledged');
create index sign_id on sign (sign_id);

-- Answers are appended; the newest one is the state of the sign.
create table sign_answer (
  agency_id  text not null,
  sign_id    uuid not null,
  answer_id  uuid not null,
  by_agency  text not null,
  kind       text not null check (kind in ('acknowledge', 'act', 'no-concern')),
  words      text not null,
  by_user    text not null,
  by_name    text not null,
  at         timestamptz not null,
  primary key (agency_id, sign_id, answer_id),
  check (kind = 'acknowledge' or words <> '')
);

-- "Have you seen signs?" The asker's own record says whom it is about, and is open to the agency that is asked.
create table sign_question (
  agency_id     text not null,
  question_id   uuid not null,
  asker_agency  text not null,
  asker_record  uuid not null,
  words         text not null,
  asked_by      text not null,
  asked_name    text not null,
  asked_team    text,
  asked_at      timestamptz not null,
  answer_by     timestamptz not null,
  state         text not null default 'asked' check (state in ('asked', 'seen', 'none-seen', 'declined')),
  answer        text,
  answered_by   text,
  answered_name text,
  answered_at   timestamptz,
  primary key (agency_id, question_id)
);
create index sign_question_owed on sign_question (agency_id, answer_by) where state = 'asked';
create index sign_question_about on sign_question (asker_agency, asker_record);
create index sign_question_id on sign_question (question_id);

create table judgement (
  agency_id         text not null,
  judgement_id      uuid not null,
  words             text not null,
  reasons           text not null,
  exploitation      text[] not null,
  indicator_version text not null,
  review_on         date not null,
  by_user           text not null,
  by_name           text not null,
  team              text,
  at                timestamptz not null,
  primary key (agency_id, judgement_id)
);

create index judgement_id on judgement (judgement_id);

create table judgement_dissent (
  agency_id        text not null,
  dissent_id       uuid not null,
  judgement_agency text not null,
  judgement_id     uuid not null,
  words            text not null,
  by_user          text not null,
  by_name          text not null,
  at               timestamptz not null,
  primary key (agency_id, dissent_id)
);
create index judgement_dissent_of on judgement_dissent (judgement_agency, judgement_id);

do $$
declare t text;
begin
  foreach t in array array['sign', 'sign_answer', 'sign_question', 'judgement', 'judgement_dissent'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own on %I to throughline_app using (agency_id = current_setting(''app.agency'', true)) with check (agency_id = current_setting(''app.agency'', true))', t);
    execute format('create policy linkage on %I to throughline_linkage using (true) with check (true)', t);
  end loop;
end $$;
create policy asked on sign for select to throughline_app using (asked_agency = current_setting('app.agency', true));
create policy answered on sign_answer for select to throughline_app using (by_agency = current_setting('app.agency', true));
create policy asker on sign_question for select to throughline_app using (asker_agency = current_setting('app.agency', true));
create policy judged on judgement_dissent for select to throughline_app using (judgement_agency = current_setting('app.agency', true));

grant select, insert on sign, judgement, judgement_dissent to throughline_app;
grant select on sign_answer, sign_question to throughline_app;
grant update (state, answer, answered_by, answered_name, answered_at) on sign_question to throughline_app;
grant select on sign, sign_answer, sign_question, judgement, judgement_dissent to throughline_linkage;
grant insert on sign_answer, sign_question, share, share_record to throughline_linkage;
grant update (state, answer_by, version) on sign to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Opens one record of the asking agency's own to another agency, and keeps that it did. The other agency finds the person by what finds
-- the record `known_by`, when that is the asking agency's own too. Nothing happens when it is open already.
create function open_record_to(opened uuid, known_by uuid, to_agency text, share_of uuid, told text, on_gateway text, because text,
  by_user text, at timestamptz) returns void
language plpgsql security definer set search_path = public set enable_seqscan = off as $$
declare
  me text := current_setting('app.agency', true);
begin
  update record x set audience = x.audience || to_agency
   where x.agency_id = me and x.record_id = opened and x.agency_id <> to_agency and not x.audience @> array[to_agency];
  if not found then return; end if;
  update record_version x set audience = x.audience || to_agency
   where x.agency_id = me and x.record_id = opened and not x.audience @> array[to_agency];
  update event x set audience = x.audience || to_agency
   where x.agency_id = me and x.record_id = opened and not x.audience @> array[to_agency];
  insert into search_token (agency_id, token, holder, record_id)
  select to_agency, t.token, me, opened
    from search_token t
   where t.agency_id = me and t.holder = me and t.record_id in (opened, known_by)
  on conflict do nothing;
  insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at)
  values (me, share_of, to_agency, 'record', opened, told, on_gateway, because, by_user, at);
  insert into share_record (agency_id, share_id, record_id) values (me, share_of, opened);
end $$;

-- The signs of a person that the asking agency recorded or was given, the newest 500.
create function signs_about(person uuid) returns table (agency_id text, sign_id uuid)
language sql stable security definer set search_path = public set enable_seqscan = off rows 20 as $$
  select s.agency_id, s.sign_id
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
    join sign s on s.agency_id = m.agency_id and s.sign_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null and not r.restricted
     and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
   order by s.seen_on desc, s.sign_id
   limit 500
$$;

-- What these signs say, with their answers, oldest first: for those that the asking agency recorded or was given.
create function signs_open(signs uuid[]) returns table (said sign, answers jsonb)
language sql stable security definer set search_path = public set enable_seqscan = off rows 20 as $$
  select s,
         coalesce((select jsonb_agg(jsonb_build_object('agency', a.by_agency, 'kind', a.kind, 'words', a.words, 'name', a.by_name,
                                                      'at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                                   order by a.at, a.answer_id)
                     from sign_answer a where a.agency_id = s.agency_id and a.sign_id = s.sign_id), '[]')
    from unnest(signs[1:500]) asked (sign_id)
    join sign s on s.sign_id = asked.sign_id
    join record r on r.agency_id = s.agency_id and r.record_id = s.sign_id
   where r.withdrawn_at is null
     and (s.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
$$;

-- Appends the asked agency's answer to a sign. False when the sign is not its to answer, or is not as it was seen.
create function answer_sign(of_sign uuid, seen int, answer_of uuid, said text, remark text, new_state text, due timestamptz,
  by_user text, by_name text, at timestamptz) returns boolean
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
  s sign;
begin
  select x.* into s from sign x where x.sign_id = of_sign and x.asked_agency = me for update;
  if s.sign_id is null or s.version <> seen then return false; end if;
  insert into sign_answer (agency_id, sign_id, answer_id, by_agency, kind, words, by_user, by_name, at)
  values (s.agency_id, s.sign_id, answer_of, me, said, remark, by_user, by_name, at);
  update sign x set state = new_state, answer_by = due, version = x.version + 1
   where x.agency_id = s.agency_id and x.sign_id = s.sign_id;
  return true;
end $$;

-- Asks an agency whether it has seen signs of the person of a record of the asking agency's own. False while an earlier question is open.
create function ask_for_signs(question uuid, of_agency text, about uuid, remark text, by_user text, by_name text, by_team text,
  at timestamptz, until timestamptz) returns boolean
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
begin
  if not exists (select from record r where r.agency_id = me and r.record_id = about) then return false; end if;
  perform pg_advisory_xact_lock(hashtextextended('signs ' || me || ' ' || of_agency, 0));
  if exists (
    select from sign_question q
      join member asked on asked.agency_id = q.asker_agency and asked.record_id = q.asker_record
      join member now on now.agency_id = me and now.record_id = about
     where q.agency_id = of_agency and q.asker_agency = me and q.state = 'asked' and asked.person_id = now.person_id) then
    return false;
  end if;
  insert into sign_question (agency_id, question_id, asker_agency, asker_record, words, asked_by, asked_name, asked_team, asked_at, answer_by)
  values (of_agency, question, me, about, remark, by_user, by_name, by_team, at, until);
  return true;
end $$;

-- Questions about a person that the asking agency asked or was asked; only for one that reaches the person. Newest first.
create function sign_questions_about(person uuid) returns table (agency_id text, question_id uuid)
language sql stable security definer set search_path = public set enable_seqscan = off rows 10 as $$
  select q.agency_id, q.question_id
    from member m
    join sign_question q on q.asker_agency = m.agency_id and q.asker_record = m.record_id
   where m.person_id = person and current_setting('app.agency', true) in (q.agency_id, q.asker_agency)
     and exists (select from person_access(person))
   order by q.asked_at desc, q.question_id
   limit 200
$$;

-- Judgements of a person that the asking agency made or was given, newest first, each with the dissent of others.
create function judgements_about(person uuid) returns table (agency_id text, judgement_id uuid)
language sql stable security definer set search_path = public set enable_seqscan = off rows 5 as $$
  select j.agency_id, j.judgement_id
    from member m
    join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
    join judgement j on j.agency_id = m.agency_id and j.judgement_id = m.record_id
   where m.person_id = person and r.withdrawn_at is null and not r.restricted
     and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
   order by j.at desc, j.judgement_id
   limit 100
$$;

-- What these judgements say, for those that the asking agency may see, with who dissents.
create function judgements_open(judgements uuid[]) returns table (
  agency_id text, judgement_id uuid, words text, reasons text, exploitation text[], review_on date, by_name text, team text,
  at timestamptz, dissents jsonb)
language sql stable security definer set search_path = public set enable_seqscan = off rows 5 as $$
  select j.agency_id, j.judgement_id, j.words, j.reasons, j.exploitation, j.review_on, j.by_name, j.team, j.at,
         coalesce((select jsonb_agg(jsonb_build_object('agency', d.agency_id, 'words', d.words, 'name', d.by_name,
                                                      'at', to_char(d.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                                   order by d.at, d.dissent_id)
                     from judgement_dissent d where d.judgement_agency = j.agency_id and d.judgement_id = j.judgement_id), '[]')
    from unnest(judgements[1:100]) asked (judgement_id)
    join judgement j on j.judgement_id = asked.judgement_id
    join record r on r.agency_id = j.agency_id and r.record_id = j.judgement_id
   where r.withdrawn_at is null
     and (j.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)])
$$;

do $$
declare f text;
begin
  foreach f in array array['open_record_to(uuid, uuid, text, uuid, text, text, text, text, timestamptz)', 'signs_about(uuid)',
    'signs_open(uuid[])', 'answer_sign(uuid, int, uuid, text, text, text, timestamptz, text, text, timestamptz)',
    'ask_for_signs(uuid, text, uuid, text, text, text, text, timestamptz, timestamptz)', 'sign_questions_about(uuid)',
    'judgements_about(uuid)', 'judgements_open(uuid[])'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
