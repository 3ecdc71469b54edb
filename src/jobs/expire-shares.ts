import { forAgenciesWithDue } from '#services/due-work.ts'
import { expireSharing } from '#services/sharing.ts'
import type { Job } from './jobs.ts'

/** Ends what was shared for a time that is over, and requests that nobody answered. */
export const expireShares: Job = {
  name: 'expire-shares',
  everySeconds: 30,
  run: ({ database, clock }) => forAgenciesWithDue(database, clock(), 'expire-shares', expireSharing),
}
