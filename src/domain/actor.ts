import type { AgencyId, TeamId, UserId } from './values/ids.ts'

/** What a person's job lets them do; a user has one or more. A guest is no worker: a parent, a young person or an advocate who was invited to a page of their own. */
export const ROLES = [
  'practitioner',
  'safeguarding',
  'manager',
  'data-steward',
  'auditor',
  'coordinator',
  'system',
  'operator',
  'guest',
] as const

export type Role = (typeof ROLES)[number]

/** Why they need it: a lawful purpose, chosen at sign-in. Wording and gateways are in data/reference/purposes.json. */
export const PURPOSES = ['safeguarding', 'crime', 'health', 'data-quality', 'oversight'] as const

export type Purpose = (typeof PURPOSES)[number]

/** Who is asking. A system actor works for one agency, as its own jobs. */
export interface Actor {
  readonly id: UserId
  readonly name: string
  readonly agency: AgencyId
  readonly team: TeamId | undefined
  readonly roles: readonly Role[]
}

/** Whether somebody was invited to a page of their own, and has no other. */
export function isGuest({ roles }: Pick<Actor, 'roles'>): boolean {
  return roles.includes('guest')
}
