import { clearLeftovers as clear } from '#services/leftovers.ts'
import type { Job } from './jobs.ts'

/** Clears away what has served: sent messages, old keys, expired sessions, files that nobody answered for. */
export const clearLeftovers: Job = {
  name: 'clear-leftovers',
  everySeconds: 3600,
  async run({ database, clock, periods, files, stopping }) {
    await clear(database, { periods, files, now: clock(), stopping })
  },
}
