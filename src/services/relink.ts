import { authorise, type Context, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import type { Database } from '#store/database.ts'
import { listRecordsToLink } from '#store/match-keys.ts'
import { tellAgencies } from './interests.ts'
import { type Linked, linkRecords } from './linkage.ts'

/** How far a relink is, or how it ended. */
export interface Relinked {
  readonly records: number
  /** People who gained or lost records. */
  readonly changedPersons: number
  /** Keys that so many records share that only the first 200 of each were looked at. */
  readonly crowdedKeys: number
}

const AT_ONCE = 1000

/**
 * Link every record of the actor's agency again, from keys to people, a transaction for each thousand.
 *
 * The same records end with the same people. A stop in between leaves whole thousands done; starting again does all once more.
 * Agencies are told of what changed. Throws when refused.
 *
 * @param who asked for each transaction, so that each has its own time
 */
export async function relinkAgency(
  database: Database,
  who: () => Who,
  onProgress: (done: Relinked) => void,
): Promise<Relinked> {
  let done: Relinked = { records: 0, changedPersons: 0, crowdedKeys: 0 }
  let after: string | undefined
  for (;;) {
    const linked = await unitOfWork(database, who(), ctx => relinkSome(ctx, after))
    const [first] = linked
    if (first === undefined) return done
    done = {
      records: done.records + linked.length,
      changedPersons: done.changedPersons + first.changedPersons.length,
      crowdedKeys: done.crowdedKeys + first.crowdedKeys,
    }
    after = linked.at(-1)?.recordId
    onProgress(done)
  }
}

async function relinkSome(ctx: Context, after: string | undefined): Promise<readonly Linked[]> {
  const grant = authorise(ctx, 'link.rebuild', ownSubject(ctx, 'record-index'))
  const records = await listRecordsToLink(ctx.tx, grant, after, AT_ONCE)
  const linked = await linkRecords(
    ctx,
    records.map(({ subjectRef, ...record }) => (subjectRef === null ? record : { ...record, subjectRef })),
    { again: true },
  )
  await tellAgencies(ctx, linked[0]?.changedPersons ?? [])
  return linked
}
