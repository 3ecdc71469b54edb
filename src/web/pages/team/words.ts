import type { StoredWork } from '#services/workload.ts'
import type { WorkKind, WorkOrder } from '#domain/workload.ts'
import { DUE_WORDS, dueHref } from '../due/words.ts'

/** Open work of each kind, in words. */
export const WORK_WORDS: Readonly<Record<WorkKind, string>> = {
  ...DUE_WORDS,
  lead: 'Lead for a child',
  worker: 'Work with a child as allocated worker',
}

/** The orders in which people stand, in words. */
export const ORDER_WORDS: Readonly<Record<WorkOrder, string>> = {
  name: 'By name',
  soonest: 'By the soonest day',
}

/** Where it is done; empty where the agency reaches it no more. */
export function workHref({ kind, id, personId }: StoredWork): string {
  if (kind !== 'lead' && kind !== 'worker') return dueHref({ kind, id, personId })
  if (personId === null) return ''
  return kind === 'lead' ? `/people/${personId}/case` : `/people/${personId}`
}
