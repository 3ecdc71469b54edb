import { type CohortMember, cohortMember } from '#domain/cohort.ts'
import { lastTwelveMonths } from '#domain/missing-episode.ts'
import { type CohortCursor, type CohortRow, countCohort, listCohort } from '#store/cohort.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { nameOf } from './search.ts'

export type { CohortCursor, CohortMember }

/** Everyone of the agency's own who was missing in the last 12 months, a page at a time. */
export interface Cohort {
  readonly members: readonly CohortMember[]
  readonly total: number
}

/** The rolling cohort of the actor's agency: most episodes first, absent and no-apparent-risk ones among them. One more than `most` tells that there are further pages. */
export async function openCohort(ctx: Context, after: CohortCursor | undefined, most: number): Promise<Cohort> {
  const grant = authorise(ctx, 'cohort.read', ownSubject(ctx, 'watch', 'cohort'))
  const window = lastTwelveMonths(ctx.now)
  const rows = await listCohort(ctx.tx, grant, window, after, most)
  const total = await countCohort(ctx.tx, grant, window)
  disclosed(
    ctx,
    grant,
    rows.map(row => row.personId),
  )
  return { members: rows.map(row => cohortMember(heldOf(row), ctx.now)), total }
}

function heldOf({ person, watchedUntil, ...row }: CohortRow) {
  const born = person?.['dateOfBirth']
  return {
    ...row,
    name: nameOf(person ?? {}),
    born: typeof born === 'string' ? born : undefined,
    watchedUntil: watchedUntil ?? undefined,
  }
}
