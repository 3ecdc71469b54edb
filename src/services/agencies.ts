import type { Nation } from '#domain/clock.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type AgencyContact, listAgencies } from '#store/agencies.ts'
import { loadReference } from '#store/reference.ts'
import type { Context } from './context.ts'

/** An agency as a page names it, and how to reach it. */
export interface AgencyWords {
  readonly name: string
  readonly phone: string | undefined
  readonly outOfHoursPhone: string | undefined
}

/** A look-up from agency code to its name and numbers. A code that nobody knows is its own name. */
export async function agencyDirectory(ctx: Pick<Context, 'tx'>): Promise<(code: string) => AgencyWords> {
  const byCode = new Map((await listAgencies(ctx.tx)).map(agency => [agency.code, agency]))
  return code => wordsOf(byCode.get(code), code)
}

function wordsOf(agency: AgencyContact | undefined, code: string): AgencyWords {
  return {
    name: agency?.name ?? code,
    phone: agency?.phone ?? undefined,
    outOfHoursPhone: agency?.outOfHoursPhone ?? undefined,
  }
}

/** The nation whose rules an agency works by; England for those of both. */
export function nationOf(agency: AgencyId): Nation {
  return loadReference().agencyByCode.get(agency)?.gss?.startsWith('W') ? 'wales' : 'england'
}
