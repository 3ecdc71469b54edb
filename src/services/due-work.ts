import type { Instant } from '#domain/values/time.ts'
import type { Database } from '#store/database.ts'
import { type DueWork, listDueWork } from '#store/news.ts'
import { type Context, unitOfWork } from './context.ts'
import { systemOf } from './operators.ts'

/** Do a job for each agency whose clock has run out, each in a transaction of its own, as the system of that agency. */
export async function forAgenciesWithDue(
  database: Database,
  now: Instant,
  work: DueWork['work'],
  run: (ctx: Context) => Promise<unknown>,
): Promise<void> {
  const due = await database.transaction('', tx => listDueWork(tx, now))
  for (const { agency } of due.filter(one => one.work === work)) {
    await unitOfWork(database, systemOf(agency, work, now), run)
  }
}
