import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Certainty, Tells } from '#domain/alert.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** An alert to raise. What it may tell is checked again against what is stored. */
export interface NewAlert {
  readonly alertId: string
  readonly reference: string
  readonly audience: AgencyId
  readonly encounterAgency: AgencyId
  readonly encounterId: string
  readonly interestId: string
  readonly certainty: Certainty
  readonly tells: Tells
  readonly respondBy: Instant
  readonly at: Instant
  /** Code of the legal basis on which the encounter is shared. */
  readonly gateway: string
  readonly because: string
}

/** What became of a draft: a new alert, or one that told only whom to ring and now tells all. */
export interface RaisedAlert {
  readonly alertId: string
  readonly agency: AgencyId
  readonly encounterId: string
  readonly what: 'raised' | 'upgraded'
}

/** Raise alerts, each with its first event, the record of what was shared or held back, and the message to its team. Idempotent: what was raised before is left out of the answer. */
export async function raiseAlerts(
  tx: Tx,
  _grant: Grant<'alert.raise'>,
  drafts: readonly NewAlert[],
): Promise<readonly RaisedAlert[]> {
  if (drafts.length === 0) return []
  const { rows } = await sql<RaisedAlert>`
    select alert_id as "alertId", agency_id as agency, encounter_id as "encounterId", what
      from raise_alerts(${jsonText(drafts)}::jsonb)`.execute(tx)
  return rows
}
