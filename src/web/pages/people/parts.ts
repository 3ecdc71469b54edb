import { type Action, allows, RULES } from '#domain/access.ts'
import { ownSubject, type Who } from '#services/context.ts'

/** A page of a person beside others: exactly what components/parts.njk prints. */
export interface PartLink {
  readonly text: string
  readonly href: string
  readonly isHere: boolean
}

/** The pages of one person, in the order of the work: what follows /people/:id in their addresses. A new page of a person is one more line. */
const PARTS: readonly { readonly path: string; readonly text: string; readonly action: Action }[] = [
  { path: '', text: 'What agencies know', action: 'person.read' },
  { path: '/case', text: 'Who leads, placements', action: 'case.read' },
  { path: '/plan', text: 'The plan', action: 'plan.read' },
  { path: '/meetings', text: 'Meetings', action: 'meeting.read' },
  { path: '/orders', text: 'Orders', action: 'person.read' },
  { path: '/referrals', text: 'Referrals', action: 'referral.read' },
  { path: '/nrm', text: 'NRM referral', action: 'nrm.read' },
  { path: '/turning-18', text: 'Turning 18', action: 'adult.read' },
  { path: '/adult', text: 'Adult safeguarding', action: 'adult.read' },
  { path: '/supervision', text: 'Supervision', action: 'supervision.read' },
  { path: '/family', text: 'Family and young person', action: 'family.read' },
]

/** Links to the pages of a person that the reader's role may open. */
export function partsOf({ actor, purpose }: Who, personId: string, here: string): PartLink[] {
  return PARTS.filter(({ action }) =>
    allows(actor, action, ownSubject({ actor }, RULES[action].about, personId), purpose),
  ).map(({ path, text }) => ({ text, href: `/people/${personId}${path}`, isHere: path === here }))
}
