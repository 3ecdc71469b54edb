import { agencyCodes } from '#services/contacts.ts'
import { redecideAll } from '#services/redecide.ts'
import type { Job } from './jobs.ts'

/** Counts the records held, and asks more weight of the pairs that stand once there are twice as many. */
export const redecidePairs: Job = {
  name: 'redecide-pairs',
  everySeconds: 3600,
  run: async ({ database, clock, stopping }) => {
    await redecideAll(database, agencyCodes(), clock, { count: true, stopping })
  },
}
