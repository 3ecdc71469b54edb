import { type CaseState, knownOn, partsOf, stateOf } from '#domain/case/case-state.ts'
import type { Instant } from '#domain/values/time.ts'
import { listCaseEvents } from '#store/cases.ts'
import type { Context } from './context.ts'

/**
 * How these things stand in the granted person's case, or as they were known at a moment: reads the parts of the log that say so, and no
 * others.
 */
export async function caseParts<Name extends keyof CaseState>(
  ctx: Context,
  grant: Parameters<typeof listCaseEvents>[1],
  names: readonly Name[],
  asOf: Instant = ctx.now,
): Promise<Pick<CaseState, Name>> {
  const all = await listCaseEvents(ctx.tx, grant, partsOf(names))
  const events = asOf === ctx.now ? all : knownOn(all, asOf)
  const states: Partial<CaseState> = {}
  for (const name of names) states[name] = stateOf(name, events)
  return states as Pick<CaseState, Name>
}
