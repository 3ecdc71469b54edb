import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import { HUNG, type RecordRef } from '#domain/link.ts'
import type { PersonFields } from '#domain/mapping.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** Proof that somebody may say something of a person on a record of their agency's own. */
export type SayGrant =
  | Grant<'sign.record'>
  | Grant<'sign.ask'>
  | Grant<'judgement.make'>
  | Grant<'order.record'>
  | Grant<'family.invite'>
  | Grant<'supervision.write'>
  | Grant<'meeting.change'>

/** The record of a person on which something new is hung. */
export interface Anchor extends RecordRef {
  /** What it says of the person. */
  readonly person: PersonFields
  /** What names the person best, of all that the granted agency sees. */
  readonly named: Readonly<Record<string, unknown>>
}

/** The best record of the granted person to hang something on: the granted agency's own, one with a name, the one heard of last. */
export async function findAnchor(tx: Tx, grant: SayGrant): Promise<Anchor | undefined> {
  const { rows } = await sql<Anchor>`
    select r.agency_id as agency, r.record_id as "recordId", v.person,
           first_value(v.person) over (
             order by v.person ?| array['givenName', 'familyName', 'fullName'] desc, r.agency_id = ${grant.agency} desc,
                      r.last_seen desc, r.record_id) as named
      from person_records(${grant.subject.id}::uuid) p
      join record r on r.agency_id = p.agency_id and r.record_id = p.record_id and not r.restricted
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
     order by r.agency_id = ${grant.agency} desc, v.person ?| array['givenName', 'familyName', 'fullName'] desc,
              r.source_system = ${HUNG}, r.last_seen desc, r.record_id
     limit 1`.execute(tx)
  return rows[0]
}

/** Agencies that know the granted person, as far as the granted agency is told: whose records it sees, and who holds more. */
export async function listAgenciesAround(
  tx: Tx,
  grant: SayGrant | Grant<'meeting.read'>,
): Promise<readonly AgencyId[]> {
  const { rows } = await sql<{ agency: AgencyId }>`
    select agency_id as agency from person_records(${grant.subject.id}::uuid)
    union
    select agency_id from further_entries(${grant.subject.id}::uuid)
     order by 1`.execute(tx)
  return rows.map(row => row.agency)
}

/** Postcodes that the granted agency's own records of the granted person give, as given, the newest first. */
export async function listOwnPostcodes(tx: Tx, grant: SayGrant): Promise<readonly string[]> {
  const { rows } = await sql<{ postcode: string }>`
    select v.person->>'postcode' as postcode
      from person_records(${grant.subject.id}::uuid) p
      join record r on r.agency_id = p.agency_id and r.record_id = p.record_id and not r.restricted
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
     where r.agency_id = ${grant.agency} and v.person->>'postcode' <> ''
     order by r.last_seen desc, r.record_id
     limit 20`.execute(tx)
  return rows.map(row => row.postcode)
}

/** To whom a record of one's own is opened, and on what. */
export interface Opening {
  readonly recordId: string
  /** The record by whose words the other agency may find the person. */
  readonly knownBy: string
  readonly to: AgencyId
  readonly shareId: string
  readonly what: string
  readonly gateway: string
  readonly because: string
  readonly by: string
  readonly at: Instant
}

/** Open one record of the granted agency's own to another agency, and keep that it was. */
export async function openRecordTo(tx: Tx, _grant: SayGrant, opening: Opening): Promise<void> {
  const { recordId, knownBy, to, shareId, what, gateway, because, by, at } = opening
  await sql`
    select open_record_to(${recordId}::uuid, ${knownBy}::uuid, ${to}, ${shareId}::uuid, ${what}, ${gateway}, ${because}, ${by},
                          ${at}::timestamptz)`.execute(tx)
}

/** Those of these references that records of the agency's own feed have already. An access fact: no personal data. */
export async function takenSourceIds(
  tx: Tx,
  agency: AgencyId,
  feed: string,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ reference: string }>`
    select source_id as reference from record
     where agency_id = ${agency} and source_system = ${HUNG} and feed = ${feed} and source_id = any(${references}::text[])`.execute(
    tx,
  )
  return new Set(rows.map(row => row.reference))
}
