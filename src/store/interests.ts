import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Interest, InterestFact, InterestKind } from '#domain/interest.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** An interest as a row of a feed gives it. */
export interface FeedInterest extends InterestFact {
  readonly recordId: string
}

/**
 * Keep the interests that feed rows speak of: open, change, end or open again. What records of `ended` said before and `facts`
 * does not repeat is ended.
 *
 * @param withdrawn records that their agency took back: every interest on them ends
 */
export async function keepFeedInterests(
  tx: Tx,
  grant: Grant<'record.import'> | Grant<'missing.record'> | Grant<'missing.change'>,
  facts: readonly FeedInterest[],
  changed: readonly string[],
  withdrawn: readonly string[],
  now: Instant,
): Promise<void> {
  if (facts.length > 0) await upsertFacts(tx, grant.agency, facts)
  if (changed.length > 0) await endUnsaid(tx, grant.agency, facts, changed, now)
  if (withdrawn.length === 0) return
  await sql`
    update interest set ended_at = ${now}::timestamptz, ended_reason = 'record withdrawn', version = version + 1
     where agency_id = ${grant.agency} and record_id = any(${withdrawn}::uuid[]) and ended_at is null`.execute(tx)
}

async function upsertFacts(tx: Tx, agency: AgencyId, facts: readonly FeedInterest[]): Promise<void> {
  await sql`
    insert into interest (agency_id, interest_id, record_id, kind, since, expires_at, review_on, reason, legal_basis, owner_name,
                          team_id, ended_at, ended_reason, source)
    select ${agency}, gen_random_uuid(), f."recordId", f.kind, f.since, f."expiresAt", f."reviewOn", f.reason, f."legalBasis",
           f."ownerName", f.team, f."endedAt", f."endedReason", 'feed'
      from jsonb_to_recordset(${jsonText(facts)}::jsonb) as f ("recordId" uuid, kind text, since timestamptz,
           "expiresAt" timestamptz, "reviewOn" date, reason text, "legalBasis" text, "ownerName" text, team text,
           "endedAt" timestamptz, "endedReason" text)
    on conflict (agency_id, record_id, kind) where source = 'feed' do update
       set since = excluded.since, expires_at = excluded.expires_at, review_on = excluded.review_on, reason = excluded.reason,
           legal_basis = excluded.legal_basis, owner_name = excluded.owner_name, team_id = excluded.team_id,
           ended_at = excluded.ended_at, ended_reason = excluded.ended_reason, version = interest.version + 1`.execute(
    tx,
  )
}

async function endUnsaid(
  tx: Tx,
  agency: AgencyId,
  facts: readonly FeedInterest[],
  changed: readonly string[],
  now: Instant,
): Promise<void> {
  await sql`
    update interest i set ended_at = ${now}::timestamptz, ended_reason = 'no longer said', version = version + 1
     where i.agency_id = ${agency} and i.record_id = any(${changed}::uuid[]) and i.source = 'feed' and i.ended_at is null
       and not exists (
         select from unnest(${facts.map(fact => fact.recordId)}::uuid[], ${facts.map(fact => fact.kind)}::text[]) said (record_id, kind)
          where said.record_id = i.record_id and said.kind = i.kind)`.execute(tx)
}

/** An open interest in the person of a record, and how linkage sees that it is the same person. Nothing of it is shown as it is. */
export interface PersonInterest {
  readonly personId: string
  readonly interest: Interest
  /** Whether record and interest are of one person; else `weight` and `holds` are linkage's word on the pair. */
  readonly joined: boolean
  readonly weight: number
  readonly holds: readonly string[]
  /** How many other people the record may be of. */
  readonly rivals: number
}

/** Open interests of every agency in whom a record of the granted agency is, or may be, about; in no order. */
export async function listInterestsOf(
  tx: Tx,
  _grant: Grant<'alert.raise'>,
  recordId: string,
  now: Instant,
): Promise<readonly PersonInterest[]> {
  const { rows } = await sql<InterestRow & Omit<PersonInterest, 'interest'>>`
    select person_id as "personId", kind, holder, interest_id as id, since, team_id as team, breached, restricted, joined,
           coalesce(weight, 0) as weight, holds, rivals
      from interests_of(${recordId}::uuid, ${now}::timestamptz)`.execute(tx)
  return rows.map(({ id, kind, holder, since, team, breached, restricted, ...pair }) => ({
    ...pair,
    interest: interestOf({ id, kind, holder, since, team, breached, restricted }),
  }))
}

/** How a person is named to those who may not know the name. Age is a range when only a year or an age is known. */
export interface Initials {
  readonly personId: string
  readonly initials: string | null
  readonly ageFrom: number | null
  readonly ageTo: number | null
}

/** Initials and age of these people (at most 50). */
export async function initialsOf(
  tx: Tx,
  _grant: Grant<'alert.raise'>,
  persons: readonly string[],
  now: Instant,
): Promise<readonly Initials[]> {
  if (persons.length === 0) return []
  const { rows } = await sql<Initials>`
    select person_id as "personId", initials, age_from as "ageFrom", age_to as "ageTo"
      from initials_of(${persons}::uuid[], (${now}::timestamptz at time zone 'Europe/London')::date)`.execute(tx)
  return rows
}

/** An encounter and an open interest that belong together, of which the holder has not been told in full. */
export interface DuePair extends Omit<PersonInterest, 'personId'> {
  readonly encounterAgency: AgencyId
  readonly encounterId: string
  readonly encounterReference: string
  readonly circumstance: string
}

/** What is due to be told about these people (at most 5,000), whichever came first, encounter or interest. */
export async function listDuePairs(
  tx: Tx,
  _grant: Grant<'alert.raise'>,
  persons: readonly string[],
  now: Instant,
): Promise<readonly DuePair[]> {
  const { rows } = await sql<Omit<DuePair, 'interest'> & InterestRow>`
    select encounter_agency as "encounterAgency", encounter_id as "encounterId", encounter_reference as "encounterReference",
           circumstance, joined, coalesce(weight, 0) as weight, holds, rivals,
           holder, interest_id as id, kind, since, team_id as team, breached, restricted
      from alerts_due(${persons}::uuid[], ${now}::timestamptz)`.execute(tx)
  return rows.map(({ id, kind, holder, since, team, breached, restricted, ...pair }) => ({
    ...pair,
    interest: interestOf({ id, kind, holder, since, team, breached, restricted }),
  }))
}

interface InterestRow {
  readonly id: string
  readonly kind: InterestKind
  readonly holder: AgencyId
  readonly since: Instant
  readonly team: string | null
  readonly breached: boolean
  readonly restricted: boolean
}

function interestOf(row: InterestRow): Interest {
  return { ...row, team: row.team ?? undefined }
}
