import { Problem } from '#domain/problem.ts'
import { endOfDay, londonDay } from '#domain/values/london.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import { LONGEST_WATCH_DAYS, type WatchRules, type WatchTerms, watchProblems } from '#domain/watch.ts'
import { lockPeople } from '#store/links.ts'
import { loadReference } from '#store/reference.ts'
import type { LegalBasis, WatchReason } from '#store/reference-schema.ts'
import {
  changeWatch,
  endExpired,
  findAnchors,
  findWatch,
  insertWatches,
  listWatches,
  subjectOfWatch,
  type Watch,
} from '#store/watches.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { tellAgencies } from './interests.ts'

export type { Watch, WatchTerms }

/** What watches of the actor's agency may be set for, and stand on. */
export interface WatchChoices {
  readonly reasons: readonly WatchReason[]
  readonly bases: readonly LegalBasis[]
}

/** Reasons and legal bases for the actor's agency, in the order of the reference data. */
export function watchChoices(ctx: Pick<Context, 'actor'>): WatchChoices {
  const { watchReasons, legalBases, agencyByCode } = loadReference()
  const regime = agencyByCode.get(ctx.actor.agency)?.regime
  const bases = legalBases.filter(basis => basis.forWatch && (regime === undefined || basis.regimes.includes(regime)))
  return { reasons: watchReasons, bases }
}

/** What setting watches came to. */
export interface WatchesSet {
  readonly set: readonly string[]
  /** People who were watched already; nothing changed for them. */
  readonly already: number
}

/**
 * Watch people of the actor's own agency nationally, all on the same terms, and tell it of encounters of the last day.
 *
 * Throws Problem 'bad-request' naming the fields; 'not-found' when the agency holds no record of one of them.
 */
export async function setWatches(ctx: Context, persons: readonly string[], terms: WatchTerms): Promise<WatchesSet> {
  const distinct = [...new Set(persons)]
  checkTerms(ctx, terms, distinct.length === 0 ? [{ field: 'persons', message: 'Tick at least one person' }] : [])
  const grant = authorise(ctx, 'watch.change', ownSubject(ctx, 'watch', 'new'))
  // An encounter of one of them that is being stored now is seen after it, or sees the watch: never neither.
  await lockPeople(ctx.tx, distinct)
  const anchors = await findAnchors(ctx.tx, grant, distinct, ctx.now)
  // One of them is not the agency's own: a refusal like any other, and on the trail.
  if (anchors.length < distinct.length)
    authorise(ctx, 'watch.change', { kind: 'watch', id: 'new', owners: [], sharedWith: [] })
  const fresh = anchors.filter(anchor => !anchor.watched)
  const watches = fresh.map(({ recordId }) => ({
    watchId: ctx.newId(),
    recordId,
    since: ctx.now,
    expiresAt: endOf(terms.expiresOn),
    reviewOn: terms.reviewOn,
    reason: terms.reason,
    legalBasis: terms.legalBasis,
    ownerUser: ctx.actor.id,
    ownerName: ctx.actor.name,
    team: terms.team ?? ctx.actor.team ?? null,
    note: terms.note ?? null,
  }))
  await insertWatches(ctx.tx, grant, watches)
  const set = watches.map(watch => watch.watchId)
  disclosed(ctx, grant, set)
  if (set.length > 0)
    await tellAgencies(
      ctx,
      fresh.map(anchor => anchor.personId),
    )
  return { set, already: anchors.length - fresh.length }
}

/** Renew a watch on new terms. Throws Problem 'stale-version' when somebody changed it meanwhile. */
export async function renewWatch(ctx: Context, watchId: string, version: number, terms: WatchTerms): Promise<void> {
  checkTerms(ctx, terms)
  const { reviewOn, expiresOn, reason, legalBasis, note } = terms
  await change(ctx, watchId, version, { reviewOn, expiresAt: endOf(expiresOn), reason, legalBasis, note })
}

/** End a watch, with the reason in words. Throws Problem 'stale-version' when somebody changed it meanwhile. */
export async function endWatch(ctx: Context, watchId: string, version: number, reason: string): Promise<void> {
  if (reason.trim() === '') {
    throw new Problem('bad-request', 'The watch was not ended.', [{ field: 'endReason', message: 'Say why it ends' }])
  }
  await change(ctx, watchId, version, { endedReason: reason })
}

async function change(
  ctx: Context,
  watchId: string,
  version: number,
  to: Parameters<typeof changeWatch>[3],
): Promise<void> {
  const grant = authorise(ctx, 'watch.change', await subjectOfWatch(ctx.tx, ctx.actor.agency, watchId))
  if (await changeWatch(ctx.tx, grant, version, to, ctx.now)) return
  throw new Problem(
    'stale-version',
    'Somebody renewed or ended this watch meanwhile. Look at it again; nothing of yours was stored.',
  )
}

/** The watches of the actor's agency: open ones, the next to end first, and those that ended lately. */
export async function listOwnWatches(
  ctx: Context,
): Promise<{ readonly open: readonly Watch[]; readonly ended: readonly Watch[] }> {
  const grant = authorise(ctx, 'watch.list', ownSubject(ctx, 'watch'))
  const open = await listWatches(ctx.tx, grant, ctx.now, false)
  const ended = await listWatches(ctx.tx, grant, ctx.now, true)
  disclosed(
    ctx,
    grant,
    [...open, ...ended].map(watch => watch.watchId),
  )
  return { open, ended }
}

/** One watch of the actor's agency. Throws when refused. */
export async function openWatch(ctx: Context, watchId: string): Promise<Watch> {
  const grant = authorise(ctx, 'watch.list', await subjectOfWatch(ctx.tx, ctx.actor.agency, watchId))
  const watch = await findWatch(ctx.tx, grant)
  if (watch === undefined) throw new Problem('not-found')
  return watch
}

/** End what has run out. For the agency's own job. Gives how many interests ended. */
export async function expireWatches(ctx: Context): Promise<number> {
  const grant = authorise(ctx, 'watch.expire', ownSubject(ctx, 'watch', 'due'))
  return endExpired(ctx.tx, grant, ctx.now)
}

function checkTerms(ctx: Context, terms: WatchTerms, also: Parameters<typeof problemOf>[0] = []): void {
  const problems = [...also, ...watchProblems(terms, rulesFor(ctx), londonDay(ctx.now))]
  if (problems.length > 0) throw problemOf(problems)
}

function problemOf(problems: ConstructorParameters<typeof Problem>[2] = []): Problem {
  return new Problem('bad-request', 'Nobody was watched, and nothing changed. Look at what is listed.', problems)
}

function rulesFor(ctx: Context): WatchRules {
  const { reasons, bases } = watchChoices(ctx)
  return {
    longest: new Map(reasons.map(reason => [reason.code, Math.min(reason.expiresAfterDays, LONGEST_WATCH_DAYS)])),
    bases: new Set(bases.map(basis => basis.code)),
  }
}

/** A watch ends with its last day, in London. */
function endOf(day: PlainDate): Instant {
  return endOfDay(day)
}
