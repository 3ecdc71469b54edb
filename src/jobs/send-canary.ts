import { sendCanaries } from '#services/canary.ts'
import type { Job } from './jobs.ts'

/** Sends each agency a canary an hour, by the way that alerts go. */
export const sendCanary: Job = {
  name: 'send-canary',
  everySeconds: 60,
  async run({ database, clock }) {
    await sendCanaries(database, clock())
  },
}
