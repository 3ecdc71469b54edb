import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

/** A part that an agency recorded a person as having played in one event. A child may have all of them at once. */
export type Role = 'victim' | 'missing' | 'witness' | 'suspect'

/** One dated role, as one agency recorded it. Never a type of person. */
export interface DatedRole {
  readonly role: Role
  readonly agency: AgencyId
  readonly at: Instant
  readonly recordId: string
}

/** Victim first: the order in which roles are shown. */
export const ROLE_ORDER: readonly Role[] = ['victim', 'missing', 'witness', 'suspect']

/** One role with every date on which agencies recorded it, newest first. */
export interface RoleHeld {
  readonly role: Role
  readonly dates: readonly DatedRole[]
}

/** Roles as dated facts, victim first, whatever the order or number in which they were recorded. */
export function rolesHeld(roles: readonly DatedRole[]): RoleHeld[] {
  return ROLE_ORDER.map(role => ({
    role,
    dates: roles.filter(one => one.role === role).toSorted((a, b) => b.at.localeCompare(a.at)),
  })).filter(held => held.dates.length > 0)
}

/** The role that an event records: what the agency wrote, else what the kind of event says of itself. */
export function roleOf(kind: string, recorded: string | undefined): Role | undefined {
  const written = ROLE_ORDER.find(role => role === recorded?.trim().toLowerCase())
  if (written !== undefined) return written
  if (kind === 'missing') return 'missing'
  if (kind === 'referral') return 'victim'
  return undefined
}
