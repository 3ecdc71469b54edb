import type { Tx } from './database.ts'

/** An agency as others address it. Reference data: no grant is needed. */
export interface AgencyContact {
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly phone: string | null
  readonly outOfHoursPhone: string | null
}

/** Every agency, by name. */
export function listAgencies(tx: Tx): Promise<readonly AgencyContact[]> {
  return tx
    .selectFrom('agency')
    .select(['agency_id as code', 'name', 'kind', 'phone', 'out_of_hours_phone as outOfHoursPhone'])
    .orderBy('name')
    .execute()
}
