import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTIONS, allows, relationshipOf, RULES, type Subject } from './access.ts'
import { PURPOSES, ROLES, type Actor, type Role } from './actor.ts'
import type { AgencyId, UserId } from './values/ids.ts'

const ours = 'enfield-council' as AgencyId
const theirs = 'essex-police' as AgencyId

function anActor(roles: readonly Role[], agency = ours): Actor {
  return { id: 'user-1' as UserId, name: 'Test', agency, team: undefined, roles }
}

function aSubject(kind: Subject['kind'], owners: readonly AgencyId[], sharedWith: readonly AgencyId[] = []): Subject {
  return { kind, id: 'x', owners, sharedWith }
}

const agencies = fc.constantFrom(ours, theirs, 'btp' as AgencyId)
const subjects = fc.record({
  kind: fc.constantFrom(...new Set(ACTIONS.map(action => RULES[action].about))),
  id: fc.constant('x'),
  owners: fc.uniqueArray(agencies),
  sharedWith: fc.uniqueArray(agencies),
  restricted: fc.boolean(),
})
const actors = fc.uniqueArray(fc.constantFrom(...ROLES)).map(roles => anActor(roles))

describe('allows', () => {
  it('lets nobody do anything to what nobody owns and nobody was given', () => {
    for (const action of ACTIONS)
      for (const purpose of PURPOSES)
        expect(allows(anActor(ROLES), action, aSubject(RULES[action].about, []), purpose)).toBe(false)
  })

  it('lets an actor without roles do nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTIONS),
        subjects,
        fc.constantFrom(...PURPOSES),
        (action, subject, purpose) => !allows(anActor([]), action, subject, purpose),
      ),
    )
  })

  it.each(['person.raed', '', 'constructor', 'toString', '__proto__'])('refuses the unknown action %j', action => {
    expect(allows(anActor(ROLES), action, aSubject('person', [ours]), 'safeguarding')).toBe(false)
  })

  it('refuses an unknown purpose', () => {
    expect(allows(anActor(ROLES), 'person.read', aSubject('person', [ours]), 'curiosity')).toBe(false)
  })

  it('never says yes for another kind of subject than the action is about', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTIONS),
        subjects,
        actors,
        fc.constantFrom(...PURPOSES),
        (action, subject, actor, purpose) =>
          subject.kind === RULES[action].about || !allows(actor, action, subject, purpose),
      ),
    )
  })

  it('says yes for every role, purpose and relationship of the table, and for no other', () => {
    for (const action of ACTIONS) {
      const rule = RULES[action]
      for (const role of ROLES)
        for (const purpose of PURPOSES)
          for (const relationship of ['own', 'shared', 'none'] as const) {
            const subject = aSubject(
              rule.about,
              relationship === 'own' ? [ours] : [theirs],
              relationship === 'shared' ? [ours] : [],
            )
            const expected =
              (rule.roles as readonly string[]).includes(role) &&
              (rule.purposes as readonly string[]).includes(purpose) &&
              (rule.reach as readonly string[]).includes(relationship)
            expect([action, role, purpose, relationship, allows(anActor([role]), action, subject, purpose)]).toEqual([
              action,
              role,
              purpose,
              relationship,
              expected,
            ])
          }
    }
  })

  it('opens a restricted thing only to those named for it, though their agency owns it', () => {
    const subject = { ...aSubject('person', [ours]), restricted: true }
    expect(allows(anActor(['safeguarding']), 'person.read', subject, 'safeguarding')).toBe(false)
    expect(
      allows(anActor(['safeguarding']), 'person.read', { ...subject, named: ['user-1' as UserId] }, 'safeguarding'),
    ).toBe(true)
  })

  it('grants no more when a role or a share is taken away', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ACTIONS),
        subjects,
        actors,
        fc.constantFrom(...PURPOSES),
        (action, subject, actor, purpose) => {
          const fewer = { ...actor, roles: actor.roles.slice(1) }
          const unshared = { ...subject, sharedWith: subject.sharedWith.slice(1) }
          const now = allows(actor, action, subject, purpose)
          return (now || !allows(fewer, action, subject, purpose)) && (now || !allows(actor, action, unshared, purpose))
        },
      ),
    )
  })
})

describe('the policy', () => {
  it('has no action that an agency may do to what it neither owns nor was given', () => {
    expect(ACTIONS.filter(action => (RULES[action].reach as readonly string[]).includes('none'))).toEqual([])
  })

  it('lets a national coordinator see no person', () => {
    const personal = ['person', 'record', 'encounter', 'alert', 'watch', 'link', 'batch']
    expect(
      ACTIONS.filter(
        action =>
          personal.includes(RULES[action].about) && (RULES[action].roles as readonly string[]).includes('coordinator'),
      ),
    ).toEqual([])
  })
})

describe('relationshipOf', () => {
  it.each([
    [[ours], [], 'own'],
    [[theirs], [ours], 'shared'],
    [[ours], [ours], 'own'],
    [[theirs], [], 'none'],
    [[], [], 'none'],
  ])('owners %j, shared with %j: %s', (owners, sharedWith, expected) => {
    expect(relationshipOf(ours, aSubject('person', owners, sharedWith))).toBe(expected)
  })
})
