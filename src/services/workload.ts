import type { TeamId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { inOrder, soonEnd, together, type Workload, type WorkKind, type WorkOrder } from '#domain/workload.ts'
import { loadReference } from '#store/reference.ts'
import { countTeamWork, listTeamWork, type StoredWork, type WorkCursor, type WorkQuery } from '#store/workload.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { cursorOf } from './due.ts'

export type { StoredWork }

/** Which work to count. */
export interface TeamQuery {
  readonly kind: WorkKind | undefined
  /** Only people of this team, and what nobody is named for. */
  readonly team: TeamId | undefined
  readonly order: WorkOrder
}

/** The open work of the actor's agency. */
export interface TeamWork {
  /** What nobody is named for first, then people. */
  readonly people: readonly Workload[]
  readonly all: Pick<Workload, 'items' | 'late' | 'coming'>
}

/** Count the open work of the actor's agency for each named person, at most 2,000 of them. For managers; throws when refused. */
export async function countWork(ctx: Context, { kind, team, order }: TeamQuery): Promise<TeamWork> {
  const grant = authorise(ctx, 'team.read', ownSubject(ctx, 'due', 'team'))
  const soon = soonEnd(ctx.now, loadReference().holidays)
  const counted = await countTeamWork(ctx.tx, grant, { kind, now: ctx.now, soon })
  const people = counted.filter(one => team === undefined || one.owner === null || one.team === team)
  return { people: inOrder(people, order), all: together(people) }
}

/**
 * Open work of the actor's agency, the first due first, what has no day last. For managers; throws when refused.
 *
 * @param after when the last one of the page before is due (empty for no day), and its id. Throws Problem 'bad-request' for anything else.
 */
export async function listWork(
  ctx: Context,
  query: WorkQuery,
  after: readonly string[] | undefined,
  most: number,
): Promise<readonly StoredWork[]> {
  const grant = authorise(ctx, 'team.read', ownSubject(ctx, 'due', 'team'))
  const found = await listTeamWork(ctx.tx, grant, query, {
    after: after && placeAfter(after, ctx.now),
    most,
    now: ctx.now,
  })
  disclosed(
    ctx,
    grant,
    found.map(one => one.id),
  )
  return found
}

/** What has no day stands last, by id. */
function placeAfter([dueAt = '', id = '']: readonly string[], now: Instant): WorkCursor {
  return dueAt === '' ? { dueAt: null, id: cursorOf([now, id]).id } : cursorOf([dueAt, id])
}
