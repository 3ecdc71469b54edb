import { escalateDue } from '#services/alerts.ts'
import { forAgenciesWithDue } from '#services/due-work.ts'
import type { Job } from './jobs.ts'

/** Escalates alerts that nobody took on in time. */
export const escalateAlerts: Job = {
  name: 'escalate-alerts',
  everySeconds: 10,
  run: ({ database, clock }) => forAgenciesWithDue(database, clock(), 'escalate-alerts', escalateDue),
}
