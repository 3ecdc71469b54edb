import type { Ring } from '#domain/encounter.ts'
import type { AgencyId, TeamId } from '#domain/values/ids.ts'
import { type Holder, listContacts } from '#store/contacts.ts'
import { dutyTeamOf, loadReference, type Reference } from '#store/reference.ts'
import type { Circumstance, Observation } from '#store/reference-schema.ts'
import type { Context } from './context.ts'

export type { Circumstance, Observation, Reference }

/** Whom to ring: an agency, the team that looks after the matter, and its numbers. */
export type Contact = Omit<Ring, 'because' | 'reference'>

/** A look-up of whom to ring for each of these, with the numbers that the agencies keep here. */
export async function findContacts(
  ctx: Pick<Context, 'tx'>,
  holders: readonly Holder[],
): Promise<(holder: Holder) => Contact> {
  const rows = await listContacts(ctx.tx, holders)
  return ({ holder, team }) => {
    const row = rows.find(one => one.agency === holder && one.asked === (team ?? null))
    return {
      agency: holder,
      name: row?.name ?? holder,
      team: row?.team ?? undefined,
      officeHours: row?.phone ?? undefined,
      outOfHours: row?.outOfHours ?? undefined,
    }
  }
}

/** The codes of all agencies. */
export function agencyCodes(): readonly AgencyId[] {
  return loadReference().agencies.map(agency => agency.code as AgencyId)
}

/** What an agency is called. */
export function agencyName(code: string): string {
  return loadReference().agencyByCode.get(code)?.name ?? code
}

/** What a team is called; the code when it is gone. */
export function teamName(agency: string, team: string | null | undefined): string | undefined {
  if (team === null || team === undefined) return undefined
  return (
    loadReference()
      .agencyByCode.get(agency)
      ?.teams.find(one => one.code === team)?.name ?? team
  )
}

/** The team of an agency that is on duty, if the agency has one. */
export function dutyTeam(agency: AgencyId): TeamId | undefined {
  const known = loadReference().agencyByCode.get(agency)
  return known === undefined ? undefined : dutyTeamOf(known).code
}
