import { personV1, type Thresholds, thresholdsAt } from '#linkage/index.ts'
import { getLinkageSize } from '#store/linkage-size.ts'
import type { Tx } from '#store/database.ts'

/** The weights at which the hub joins, breaks and asks, for so many records. */
export function thresholdsFor(records: number): Thresholds {
  return thresholdsAt(personV1, records)
}

/** The weights at which the hub joins, breaks and asks now (decision 9). */
export async function hubThresholds(tx: Tx): Promise<Thresholds> {
  return thresholdsFor((await getLinkageSize(tx)).records)
}
