import { forAgenciesWithDue } from '#services/due-work.ts'
import { expireWatches as expire } from '#services/watches.ts'
import type { Job } from './jobs.ts'

/** Ends watches, and every other interest, whose last day is over. */
export const expireWatches: Job = {
  name: 'expire-watches',
  everySeconds: 60,
  run: ({ database, clock }) => forAgenciesWithDue(database, clock(), 'expire-watches', expire),
}
