import { deliverDue } from '#services/outbox.ts'
import type { Job } from './jobs.ts'

/** Sends what waits in the outbox, until nothing does. */
export const deliverOutbox: Job = {
  name: 'deliver-outbox',
  everySeconds: 2,
  async run({ database, clock, send, publicUrl, stopping }) {
    while (!stopping() && (await deliverDue(database, clock, { send, publicUrl })) > 0);
  },
}
