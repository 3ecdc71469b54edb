import { sql } from 'kysely'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** News for an agency's open pages: what kind of thing changed, never what it says. */
export interface News {
  readonly agency: string
  readonly kind: 'alert' | 'told' | 'canary' | 'share' | 'case' | 'sign'
  readonly id?: string
}

/** Channel on which news travels, when the transaction is in. */
export const NEWS_CHANNEL = 'throughline'

/** Tell open pages of an agency, once the transaction is in. */
export async function announce(tx: Tx, news: News): Promise<void> {
  await sql`select pg_notify(${NEWS_CHANNEL}, ${JSON.stringify(news)})`.execute(tx)
}

/** A job that an agency waits for, because one of its clocks has run out. */
export interface DueWork {
  readonly agency: AgencyId
  readonly work: 'escalate-alerts' | 'expire-watches' | 'expire-shares' | 'case-clocks'
}

/** Agencies for which a clock has run out. Ids of agencies only. */
export async function listDueWork(tx: Tx, now: Instant): Promise<readonly DueWork[]> {
  const { rows } = await sql<DueWork>`
    select agency_id as agency, work from agencies_with_due_work(${now}::timestamptz)`.execute(tx)
  return rows
}
