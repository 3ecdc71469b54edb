import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Instant } from '#domain/values/time.ts'
import { type PersonInput, toComparable } from '#linkage/index.ts'
import { authorise, ownSubject, unitOfWork } from '#services/context.ts'
import { type Linked, linkRecords } from '#services/linkage.ts'
import type { Database } from '#store/database.ts'
import { upsertRecords } from '#store/records.ts'
import type { TestDatabase } from './database.ts'
import { someone } from './people.ts'

/** A row that a test sends. */
export interface Sent {
  readonly agency: string
  readonly recordId?: string
  readonly sourceId: string
  readonly subjectRef?: string | undefined
  readonly person: PersonInput
  readonly restricted?: boolean
}

const NOW = '2026-03-01T09:00:00.000Z' as Instant

/** Store rows of one agency and link them, as intake does, in one transaction. */
export function sendRows(database: Database, rows: readonly Sent[], now: Instant = NOW): Promise<readonly Linked[]> {
  const who = someone(rows[0]?.agency ?? '', now, ['data-steward'], 'data-quality')
  return unitOfWork(database, who, async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch'))
    const stored = await upsertRecords(
      ctx.tx,
      grant,
      rows.map(row => ({
        recordId: row.recordId ?? randomUUID(),
        sourceSystem: 'cases',
        feed: 'persons',
        sourceId: row.sourceId,
        subjectRef: row.subjectRef,
        person: row.person,
        asGiven: { ...row.person },
        marks: [],
        comparable: toComparable(row.person),
        withdraws: false,
        restricted: row.restricted ?? false,
      })),
      now,
    )
    return linkRecords(
      ctx,
      stored.map(({ recordId, sourceSystem, subjectRef, comparable }) => ({
        recordId,
        sourceSystem,
        subjectRef,
        comparable,
      })),
    )
  })
}

/** Who is together: the source ids of each person's records, in order, whatever the people's ids are. */
export async function partition(owner: TestDatabase['owner']): Promise<readonly (readonly string[])[]> {
  const rows = await asOwner<{ ids: string[] }>(
    owner,
    `select array_agg(r.agency_id || ' ' || r.source_id order by r.agency_id || ' ' || r.source_id collate "C") as ids
       from member m join record r using (agency_id, record_id)
      group by m.person_id order by 1`,
  )
  return rows.map(row => row.ids)
}

/** A question past row security. */
export async function asOwner<T extends pg.QueryResultRow>(owner: TestDatabase['owner'], text: string): Promise<T[]> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    await client.query('set role throughline_linkage')
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}
