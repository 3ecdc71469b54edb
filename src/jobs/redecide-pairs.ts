import { agencyCodes } from '#services/contacts.ts'
import { redecideAll } from '#services/redecide.ts'
import type { Job } from './jobs.ts'

/** Asks more weight of the pairs that stand, once the records held have doubled. */
export const redecidePairs: Job = {
  name: 'redecide-pairs',
  everySeconds: 60,
  run: async ({ database, clock, stopping }) => {
    await redecideAll(database, agencyCodes(), clock, { stopping })
  },
}
