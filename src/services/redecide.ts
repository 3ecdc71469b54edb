import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Database } from '#store/database.ts'
import { lockLinkage } from '#store/links.ts'
import { countLinkage, getLinkageSize, noteDecidedFor, redecidePairs } from '#store/linkage-size.ts'
import { authorise, type Context, ownSubject, unitOfWork } from './context.ts'
import { tellAgencies } from './interests.ts'
import { recluster } from './linkage/people.ts'
import { thresholdsFor } from './linkage/size.ts'
import { systemOf } from './operators.ts'

/** What a run of deciding again did. */
export interface Redecided {
  /** Pairs that were joined, or asked about, and no longer have the weight for it. */
  readonly pairs: number
  readonly changedPersons: number
}

/**
 * Decide pairs again when the records held have doubled since it was last done; decision 9.
 *
 * Weights are as stored, so nothing is compared again. A stop in between is made up for by the next run: what was changed is not found again.
 *
 * @param count count the records that linkage holds, rather than trust the number that is kept
 */
export async function redecideAll(
  database: Database,
  agencies: readonly AgencyId[],
  clock: () => Instant,
  { count = false, stopping = () => false }: { readonly count?: boolean; readonly stopping?: () => boolean } = {},
): Promise<Redecided> {
  const size = await database.transaction('', tx => (count ? countLinkage(tx) : getLinkageSize(tx)))
  let done: Redecided = { pairs: 0, changedPersons: 0 }
  if (thresholdsFor(size.records).join <= thresholdsFor(size.decidedFor).join) return done
  for (const agency of agencies) {
    let after: string | undefined
    do {
      if (stopping()) return done
      const who = { ...systemOf(agency, 'redecide', clock()), purpose: 'data-quality' as const }
      const some = await unitOfWork(database, who, ctx => redecideSome(ctx, after))
      after = some.last
      done = { pairs: done.pairs + some.pairs, changedPersons: done.changedPersons + some.changedPersons }
    } while (after !== undefined)
  }
  await database.transaction('', tx => noteDecidedFor(tx, size.records))
  return done
}

async function redecideSome(
  ctx: Context,
  after: string | undefined,
): Promise<Redecided & { readonly last: string | undefined }> {
  const grant = authorise(ctx, 'link.rebuild', ownSubject(ctx, 'record-index'))
  const search = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
  const thresholds = thresholdsFor(await lockLinkage(ctx.tx, undefined))
  const pairs = await redecidePairs(ctx.tx, grant, thresholds, after, ctx.now)
  const seeds = pairs.flatMap(pair => [
    { agency: ctx.actor.agency, recordId: pair.leftRecord },
    { agency: pair.rightAgency, recordId: pair.rightRecord },
  ])
  const changed = await recluster(ctx, search, seeds, 'alone', thresholds)
  await tellAgencies(ctx, changed)
  return { pairs: pairs.length, changedPersons: changed.length, last: pairs.at(-1)?.decisionId }
}
