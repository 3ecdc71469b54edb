import { sayWhatIsLate } from '#services/cases.ts'
import { forAgenciesWithDue } from '#services/due-work.ts'
import type { Job } from './jobs.ts'

/** Closes offers of the lead that nobody answered in time, and tells both sides of every clock of a case that has run out. */
export const caseClocks: Job = {
  name: 'case-clocks',
  everySeconds: 30,
  run: ({ database, clock }) => forAgenciesWithDue(database, clock(), 'case-clocks', sayWhatIsLate),
}
