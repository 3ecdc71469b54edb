import { closeCutOff as close } from '#services/intake/cut-off.ts'
import type { Job } from './jobs.ts'

/** Says of files whose reader is gone that they were cut off, and removes what was kept of them. */
export const closeCutOff: Job = {
  name: 'close-cut-off',
  everySeconds: 30,
  async run({ database, clock, files }) {
    for (const batchId of await close(database, clock())) await files.remove(batchId)
  },
}
