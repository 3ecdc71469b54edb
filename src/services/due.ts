import { type Action, allows, RULES } from '#domain/access.ts'
import type { DueKind } from '#domain/due.ts'
import { Problem } from '#domain/problem.ts'
import { parseInstant, plusMinutes } from '#domain/values/time.ts'
import {
  countDue,
  type DueCounts,
  type DueCursor,
  type DueQuery,
  DUE_SOURCES,
  type DueSource,
  listDue,
  MOST_DUE,
  type StoredDue,
} from '#store/due.ts'
import { loadReference } from '#store/reference.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { interviewMinutes } from './missing.ts'
import { supervisionsFor } from './supervision.ts'

export { MOST_DUE }
export type { DueCounts, StoredDue }

/** How far ahead the list looks. */
const AHEAD_DAYS = 31
const DAY_MINUTES = 24 * 60

/** Whoever may see a list of its own sees its part of what is due. */
const SOURCES: Readonly<Record<DueSource, Action>> = {
  alerts: 'alert.list',
  signs: 'sign.list',
  cases: 'case.list',
  interviews: 'missing.record',
  orders: 'order.list',
  judgements: 'judgement.make',
  requests: 'share.list',
  watches: 'watch.list',
  supervisions: 'supervision.read',
  panels: 'panel.list',
}

/**
 * What is due for the actor's agency within a month, and what is late, the first due first: of every kind that the actor may see.
 *
 * @param after when the last one of the page before is due, and its id. Throws Problem 'bad-request' for anything else.
 */
export async function listWhatIsDue(
  ctx: Context,
  kind: DueKind | undefined,
  after: readonly string[] | undefined,
  most: number,
): Promise<readonly StoredDue[]> {
  const grant = authorise(ctx, 'due.list', ownSubject(ctx, 'due'))
  const found = await listDue(ctx.tx, grant, queryOf(ctx, kind), after && cursorOf(after), most)
  disclosed(
    ctx,
    grant,
    found.map(one => one.id),
  )
  return found
}

/** How much the actor's own agency has to do: what is late, and what comes within a month; each at most 1,000. */
export async function countWhatIsDue(ctx: Context, kind?: DueKind): Promise<DueCounts> {
  return countDue(ctx.tx, authorise(ctx, 'due.list', ownSubject(ctx, 'due', 'count')), queryOf(ctx, kind), ctx.now)
}

/** Where a list by time and id goes on. Throws Problem 'bad-request' for anything else. */
export function cursorOf([dueAt = '', id = '']: readonly string[]): DueCursor {
  const at = parseInstant(dueAt)
  if (!at.ok || !UUID.test(id))
    throw new Problem('bad-request', 'This list cannot be continued from there. Start again from its first page.')
  return { dueAt: at.value, id }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function queryOf(ctx: Context, kind: DueKind | undefined): DueQuery {
  return {
    sources: sourcesFor(ctx),
    kind,
    until: plusMinutes(ctx.now, AHEAD_DAYS * DAY_MINUTES),
    interviewMinutes: interviewMinutes(ctx.actor.agency, ctx.now),
    supervisionOf: supervisionsFor(ctx.actor),
  }
}

function sourcesFor(ctx: Context): DueSource[] {
  // Return home interviews are a council's duty; others offer one where they were asked to.
  const offersInterviews = loadReference().agencyByCode.get(ctx.actor.agency)?.kind === 'council'
  return DUE_SOURCES.filter(
    source =>
      (source !== 'interviews' || offersInterviews) &&
      allows(ctx.actor, SOURCES[source], ownSubject(ctx, RULES[SOURCES[source]].about), ctx.purpose),
  )
}
