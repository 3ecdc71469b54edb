-- Referrals from one agency to another are a part of the case whose events these two alone read. How each stands is written beside the log by
-- whoever appended to it, for lists and counts: what is listed and counted is known to both sides alike.

create table case_referral (
  agency_id   text not null,
  referral_id uuid not null,
  to_agency   text not null,
  service     text not null,
  urgency     text not null,
  stage       text not null,
  -- For which it was declined, also when it was accepted after all.
  reason      text,
  -- Who has to do something next, and by when; nobody when it is over.
  waits_for   text,
  due_at      timestamptz,
  sent_at     timestamptz not null,
  answer_by   timestamptz not null,
  received_at timestamptz,
  -- When it was accepted or declined first.
  answered_at timestamptz,
  accepted_at timestamptz,
  declined_at timestamptz,
  ended_at    timestamptz,
  primary key (agency_id, referral_id)
);
create index case_referral_own on case_referral (agency_id, coalesce(due_at, 'infinity'), referral_id) where ended_at is null;
create index case_referral_theirs on case_referral (to_agency, coalesce(due_at, 'infinity'), referral_id) where ended_at is null;
create index case_referral_own_over on case_referral (agency_id, ended_at desc, referral_id) where ended_at is not null;
create index case_referral_theirs_over on case_referral (to_agency, ended_at desc, referral_id) where ended_at is not null;
create index case_referral_sent on case_referral (agency_id, sent_at);
create index case_referral_sent_to on case_referral (to_agency, sent_at);

alter table case_referral enable row level security;
alter table case_referral force row level security;
create policy own on case_referral for select to throughline_app using (agency_id = current_setting('app.agency', true));
create policy told on case_referral for select to throughline_app using (to_agency = current_setting('app.agency', true));
create policy linkage on case_referral to throughline_linkage using (true) with check (true);
grant select on case_referral to throughline_app;
grant select, insert, update on case_referral to throughline_linkage;

grant create on schema public to throughline_linkage;

-- Sets how referrals of a person stand, of which the asking agency is a side, and no others. They are on a record that it reaches.
create function set_case_referrals(person uuid, referrals jsonb) returns void
language plpgsql security definer set search_path = public as $$
declare
  me text := current_setting('app.agency', true);
begin
  if not exists (select from case_anchor(person)) then return; end if;
  insert into case_referral (agency_id, referral_id, to_agency, service, urgency, stage, reason, waits_for, due_at, sent_at, answer_by,
                             received_at, answered_at, accepted_at, declined_at, ended_at)
  select w->>'from', (w->>'referralId')::uuid, w->>'to', w->>'service', w->>'urgency', w->>'stage', w->>'reason', w->>'waitsFor',
         (w->>'dueAt')::timestamptz, (w->>'sentAt')::timestamptz, (w->>'answerBy')::timestamptz, (w->>'receivedAt')::timestamptz,
         (w->>'answeredAt')::timestamptz, (w->>'acceptedAt')::timestamptz, (w->>'declinedAt')::timestamptz, (w->>'endedAt')::timestamptz
    from jsonb_array_elements(referrals) w
   where me in (w->>'from', w->>'to')
     and exists (select from case_event e where e.matter_id = (w->>'referralId')::uuid and e.kind = 'referral-sent' and e.agency_id = w->>'from')
  on conflict (agency_id, referral_id) do update
     set stage = excluded.stage, reason = excluded.reason, waits_for = excluded.waits_for, due_at = excluded.due_at,
         received_at = excluded.received_at, answered_at = excluded.answered_at, accepted_at = excluded.accepted_at,
         declined_at = excluded.declined_at, ended_at = excluded.ended_at;
end $$;

-- Whom referrals of the asking agency, on either side, are about now.
create function people_of_referrals(referrals uuid[]) returns table (referral_id uuid, person_id uuid)
language sql stable security definer set search_path = public rows 100 as $$
  select asked.referral_id, m.person_id
    from unnest(referrals[1:500]) asked (referral_id)
    join case_event e on e.matter_id = asked.referral_id and e.kind = 'referral-sent'
     and (e.agency_id = current_setting('app.agency', true) or e.audience @> array[current_setting('app.agency', true)])
    join member m on m.agency_id = e.record_agency and m.record_id = e.record_id
   where exists (select from person_access(m.person_id))
$$;

do $$
declare f text;
begin
  foreach f in array array['set_case_referrals(uuid, jsonb)', 'people_of_referrals(uuid[])'] loop
    execute format('alter function %s owner to throughline_linkage', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to throughline_app', f);
  end loop;
end $$;

revoke create on schema public from throughline_linkage;
