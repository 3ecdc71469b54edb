-- Files whose reading was cut off, and what is cleared away once it has served. Both look across agencies: ids and counts only.

create policy leftovers on idempotency to throughline_linkage using (true);
create policy leftovers on canary for delete to throughline_linkage using (true);
grant select, delete on idempotency, canary, outbox to throughline_linkage;

create index batch_unfinished on batch (created_at) where state in ('checking', 'previewed', 'reading');
create index outbox_sent on outbox (done_at) where done_at is not null and dead_at is null and last_error is null;
create index idempotency_created on idempotency (created_at);
create index canary_sent on canary (sent_at);
create index session_expires on session (expires_at);

grant create on schema public to throughline_linkage;

-- Files that are being checked or read, or wait for an answer, the oldest first. Ids and states only.
create function unfinished_batches() returns table (agency_id text, batch_id uuid, state text, touched_at timestamptz)
language sql stable security definer set search_path = public rows 20 as $$
  select b.agency_id, b.batch_id, b.state, coalesce(b.updated_at, b.created_at)
    from batch b
   where b.state in ('checking', 'previewed', 'reading')
   order by b.created_at
   limit 1000
$$;

-- Clears away what was finished before a moment, at most `most` rows, and tells how many. A message that was not sent, whether it
-- waits, was given up or had nowhere to go, is never among them; nor is anything that an agency recorded.
create function clear_leftovers(what text, before timestamptz, most int) returns bigint
language plpgsql security definer set search_path = public as $$
declare
  cleared bigint;
begin
  case what
    when 'sent-message' then
      delete from outbox o using (
        select message_id from outbox
         where done_at < before and done_at is not null and dead_at is null and last_error is null
         order by done_at limit most) old
       where o.message_id = old.message_id;
    when 'idempotency-key' then
      delete from idempotency i using (
        select agency_id, key from idempotency where created_at < before order by created_at limit most) old
       where i.agency_id = old.agency_id and i.key = old.key;
    when 'canary' then
      delete from canary c using (
        select agency_id, canary_id from canary where sent_at < before order by sent_at limit most) old
       where c.agency_id = old.agency_id and c.canary_id = old.canary_id;
    else
      raise exception 'clear_leftovers: % is not cleared away', what;
  end case;
  get diagnostics cleared = row_count;
  return cleared;
end $$;

alter function unfinished_batches() owner to throughline_linkage;
alter function clear_leftovers(text, timestamptz, int) owner to throughline_linkage;
revoke all on function unfinished_batches() from public;
revoke all on function clear_leftovers(text, timestamptz, int) from public;
grant execute on function unfinished_batches() to throughline_app;
grant execute on function clear_leftovers(text, timestamptz, int) to throughline_app;

revoke create on schema public from throughline_linkage;
