-- Every look, recorded in the transaction that looked. One hash chain per agency, so agencies do not wait on each other.
-- The application may append through audit_append and read its own agency's entries; nothing else.

create table audit_entry (
  agency_id    text not null,
  seq          bigint not null,
  entry_id     uuid not null,
  at           timestamptz not null,
  actor_id     text not null,
  actor_name   text not null,
  purpose      text not null,
  action       text not null,
  subject_kind text not null,
  subject_id   text not null,
  person_id    uuid,
  allowed      boolean not null,
  disclosed    text[] not null default '{}',
  request_id   text not null,
  previous     bytea not null,
  hash         bytea not null,
  primary key (agency_id, seq)
);
create index audit_subject on audit_entry (agency_id, subject_id, seq desc);
create index audit_person on audit_entry (person_id, at desc) where person_id is not null;

create table audit_head (
  agency_id text primary key,
  seq       bigint not null,
  hash      bytea not null
);

alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy own on audit_entry for select to throughline_app using (agency_id = current_setting('app.agency', true));
create policy linkage on audit_entry to throughline_linkage using (true) with check (true);

grant select on audit_entry to throughline_app;
grant select, insert on audit_entry to throughline_linkage;
grant select, insert, update on audit_head to throughline_linkage;

-- What the hash covers, in one fixed form.
create function audit_digest(previous bytea, agency text, seq bigint, entry_id uuid, at timestamptz, actor_id text, actor_name text, purpose text,
  action text, subject_kind text, subject_id text, person_id uuid, allowed boolean, disclosed text[], request_id text)
returns bytea language sql immutable parallel safe as $$
  select sha256(previous || convert_to(jsonb_build_array(agency, seq, entry_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor_id, actor_name, purpose,
    action, subject_kind, subject_id, person_id, allowed, to_jsonb(disclosed), request_id)::text, 'UTF8'))
$$;

-- Appends entries to the chain of the agency that is set; takes the chain's lock until commit, so call it last.
create function audit_append(entries jsonb) returns void
language plpgsql security definer set search_path = public as $$
declare
  agency text := current_setting('app.agency', true);
  head audit_head;
  e jsonb;
  listed text[];
  digest bytea;
begin
  if agency is null or agency = '' then raise exception 'audit_append: no agency is set' using errcode = '42501'; end if;
  insert into audit_head values (agency, 0, '\x') on conflict do nothing;
  select * into head from audit_head h where h.agency_id = agency for update;
  for e in select * from jsonb_array_elements(entries) loop
    listed := array(select jsonb_array_elements_text(coalesce(e->'disclosed', '[]')));
    digest := audit_digest(head.hash, agency, head.seq + 1, (e->>'entryId')::uuid, (e->>'at')::timestamptz, e->>'actorId', e->>'actorName', e->>'purpose',
      e->>'action', e->>'subjectKind', e->>'subjectId', (e->>'personId')::uuid, (e->>'allowed')::boolean, listed, e->>'requestId');
    insert into audit_entry values (agency, head.seq + 1, (e->>'entryId')::uuid, (e->>'at')::timestamptz, e->>'actorId', e->>'actorName', e->>'purpose',
      e->>'action', e->>'subjectKind', e->>'subjectId', (e->>'personId')::uuid, (e->>'allowed')::boolean, listed, e->>'requestId', head.hash, digest);
    head.seq := head.seq + 1;
    head.hash := digest;
  end loop;
  update audit_head h set seq = head.seq, hash = head.hash where h.agency_id = agency;
end $$;

-- The first entry of the agency's chain whose hash does not follow, or no row when the chain is whole.
create function audit_first_break() returns table (seq bigint, entry_id uuid, problem text)
language sql stable security definer set search_path = public as $$
  with chain as (
    select a.*, lag(a.hash, 1, '\x'::bytea) over (order by a.seq) as expected_previous,
           lag(a.seq, 1, 0::bigint) over (order by a.seq) as seq_before
      from audit_entry a where a.agency_id = current_setting('app.agency', true)
  ), broken as (
    select c.seq, c.entry_id,
      case when c.seq <> c.seq_before + 1 then 'an entry is missing before it'
           when c.previous <> c.expected_previous then 'it does not follow the entry before it'
           when c.hash <> audit_digest(c.previous, c.agency_id, c.seq, c.entry_id, c.at, c.actor_id, c.actor_name, c.purpose, c.action, c.subject_kind,
             c.subject_id, c.person_id, c.allowed, c.disclosed, c.request_id) then 'its content was changed' end as problem
      from chain c
    union all
    select h.seq, null::uuid, 'the newest entries are missing'
      from audit_head h
     where h.agency_id = current_setting('app.agency', true)
       and (h.seq <> coalesce((select max(c.seq) from chain c), 0)
            or h.hash <> coalesce((select c.hash from chain c order by c.seq desc limit 1), '\x'::bytea))
  )
  select b.seq, b.entry_id, b.problem from broken b where b.problem is not null order by b.seq limit 1
$$;

-- Who has looked at a person, whatever their agency: time, agency and action, to those who may open the person themselves.
create function looks_at_person(person uuid, most int) returns table (agency_id text, at timestamptz, action text, actor_name text)
language sql stable security definer set search_path = public as $$
  select a.agency_id, a.at, a.action,
         case when a.agency_id = current_setting('app.agency', true) then a.actor_name end
    from audit_entry a
   where a.person_id = person and a.allowed
     and exists (
       select 1 from member m join record r on r.agency_id = m.agency_id and r.record_id = m.record_id
        where m.person_id = person
          and (m.agency_id = current_setting('app.agency', true) or r.audience @> array[current_setting('app.agency', true)]))
   order by a.at desc limit least(most, 500)
$$;

grant create on schema public to throughline_linkage;
alter function audit_append(jsonb) owner to throughline_linkage;
alter function audit_first_break() owner to throughline_linkage;
alter function looks_at_person(uuid, int) owner to throughline_linkage;
revoke all on function audit_append(jsonb), audit_first_break(), looks_at_person(uuid, int) from public;
grant execute on function audit_append(jsonb), audit_first_break(), looks_at_person(uuid, int) to throughline_app;
revoke create on schema public from throughline_linkage;
