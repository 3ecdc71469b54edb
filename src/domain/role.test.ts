import { describe, expect, it } from 'vitest'
import { roleOf, rolesHeld, type DatedRole } from './role.ts'
import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

function held(role: DatedRole['role'], day: string): DatedRole {
  return { role, agency: 'essex-police' as AgencyId, at: `${day}T00:00:00.000Z` as Instant, recordId: day }
}

describe('rolesHeld', () => {
  it('shows one child as victim, missing and suspect at once, victim first', () => {
    const roles = rolesHeld([
      held('suspect', '2026-03-01'),
      held('missing', '2026-02-01'),
      held('victim', '2026-01-01'),
    ])
    expect(roles.map(one => one.role)).toEqual(['victim', 'missing', 'suspect'])
  })

  it('keeps every date of a role, newest first', () => {
    const [missing] = rolesHeld([held('missing', '2026-01-01'), held('missing', '2026-05-01')])
    expect(missing?.dates.map(one => one.recordId)).toEqual(['2026-05-01', '2026-01-01'])
  })
})

describe('roleOf', () => {
  it.each([
    ['custody', 'Suspect', 'suspect'],
    ['custody', 'victim', 'victim'],
    ['missing', undefined, 'missing'],
    ['referral', undefined, 'victim'],
    ['custody', undefined, undefined],
    ['custody', 'dealer', undefined],
  ])('reads %s recorded as %s as %s', (kind, recorded, role) => {
    expect(roleOf(kind, recorded)).toBe(role)
  })
})
