import type { Ring } from '#domain/encounter.ts'
import type { AgencyId, TeamId } from '#domain/values/ids.ts'
import { dutyTeamOf, loadReference } from '#store/reference.ts'

/** Whom to ring at an agency about an interest: the team that looks after it, else the team on duty, and the agency's numbers. */
export function contactOf(interest: {
  readonly holder: AgencyId
  readonly team: string | undefined
}): Omit<Ring, 'because' | 'reference'> {
  const agency = loadReference().agencyByCode.get(interest.holder)
  if (agency === undefined) {
    const none = undefined
    return { agency: interest.holder, name: interest.holder, team: none, officeHours: none, outOfHours: none }
  }
  const team = agency.teams.find(one => one.code === interest.team) ?? dutyTeamOf(agency)
  return {
    agency: interest.holder,
    name: agency.name,
    team: team.name,
    officeHours: team.phone ?? agency.phone,
    outOfHours: agency.outOfHoursPhone,
  }
}

/** What an agency is called. */
export function agencyName(code: string): string {
  return loadReference().agencyByCode.get(code)?.name ?? code
}

/** What a team is called; the code when it is gone. */
export function teamName(agency: string, team: string | null | undefined): string | undefined {
  if (team === null || team === undefined) return undefined
  return loadReference().agencyByCode.get(agency)?.teams.find(one => one.code === team)?.name ?? team
}

/** The team of an agency that is on duty, if the agency has one. */
export function dutyTeam(agency: AgencyId): TeamId | undefined {
  const known = loadReference().agencyByCode.get(agency)
  return known === undefined ? undefined : dutyTeamOf(known).code
}
