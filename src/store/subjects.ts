import { sql } from 'kysely'
import type { Subject } from '#domain/access.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Tx } from './database.ts'

/** Access facts of a person for the asking agency: whether it holds, or was given, any of the person's records. No personal data. */
export async function subjectOfPerson(tx: Tx, agency: AgencyId, personId: string): Promise<Subject> {
  const found = await sql<{ owns: boolean; shared: boolean }>`
    select owns, shared from person_access(${personId}::uuid)
  `.execute(tx)
  const access = found.rows[0]
  return {
    kind: 'person',
    id: personId,
    personId,
    owners: access?.owns ? [agency] : [],
    sharedWith: access?.shared ? [agency] : [],
  }
}

/** Access facts of an encounter for the asking agency. Without any, nobody holds it as far as policy can tell. */
export async function subjectOfEncounter(tx: Tx, agency: AgencyId, encounterId: string): Promise<Subject> {
  const row = await tx
    .selectFrom('encounter')
    .select(['agency_id', 'audience'])
    .where('encounter_id', '=', encounterId)
    .executeTakeFirst()
  return {
    kind: 'encounter',
    id: encounterId,
    owners: row?.agency_id === agency ? [agency] : [],
    sharedWith: row?.audience.includes(agency) ? [agency] : [],
  }
}

/** Access facts of a file that came in: its agency's own, and nobody's for anybody else. */
export async function subjectOfBatch(tx: Tx, agency: AgencyId, batchId: string): Promise<Subject> {
  const row = await tx.selectFrom('batch').select('agency_id').where('batch_id', '=', batchId).executeTakeFirst()
  return { kind: 'batch', id: batchId, owners: row?.agency_id === agency ? [agency] : [], sharedWith: [] }
}
