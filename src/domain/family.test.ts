import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ContactConditions,
  contactProblems,
  entryProblems,
  GUEST_KINDS,
  guestKey,
  guestState,
  invitationProblems,
  isPassphrase,
  makeCode,
  mayInvite,
  mayUsePhone,
  MOST_TRIES,
  parseCode,
  readersOfMessage,
  readersOfWords,
  WORDS_READERS,
} from './family.ts'
import type { AgencyId } from './values/ids.ts'
import type { Instant, PlainDate } from './values/time.ts'

const NOW = '2026-03-04T12:00:00.000Z' as Instant
const TODAY = '2026-03-04' as PlainDate
const [COUNCIL, SCHOOL, POLICE] = ['enfield-council', 'a-school', 'met-police'] as AgencyId[] as [
  AgencyId,
  AgencyId,
  AgencyId,
]
const FREE: ContactConditions = { interpreter: false, voicemail: 'any-time', text: 'any-time' }

describe('an invitation', () => {
  const fresh = {
    linkUntil: '2026-03-18T23:59:59.999Z' as Instant,
    endsOn: '2026-09-01' as PlainDate,
    tries: 0,
    acceptedAt: null,
    endedAt: null,
  }

  it.each([
    ['invited', {}],
    ['invited', { tries: MOST_TRIES - 1 }],
    ['lapsed', { tries: MOST_TRIES }],
    ['lapsed', { linkUntil: NOW }],
    ['open', { acceptedAt: NOW }],
    ['open', { acceptedAt: NOW, tries: MOST_TRIES, linkUntil: NOW }],
    ['open', { acceptedAt: NOW, endsOn: TODAY }],
    ['ended', { acceptedAt: NOW, endsOn: '2026-03-03' as PlainDate }],
    ['ended', { acceptedAt: NOW, endedAt: NOW }],
    ['ended', { endedAt: NOW }],
  ])('is %s with %j', (state, changes) => {
    expect(guestState({ ...fresh, ...changes }, NOW, TODAY)).toBe(state)
  })

  it('is for who has the case; while nobody has it, for who watches', () => {
    expect(mayInvite(COUNCIL, [COUNCIL], [POLICE])).toBe(true)
    expect(mayInvite(POLICE, [COUNCIL], [POLICE])).toBe(false)
    expect(mayInvite(POLICE, [], [POLICE])).toBe(true)
    expect(mayInvite(SCHOOL, [], [POLICE])).toBe(false)
    expect(mayInvite(SCHOOL, [], [])).toBe(false)
  })

  it.each([
    ['name', { name: ' ' }],
    ['endsOn', { endsOn: TODAY }],
    ['endsOn', { endsOn: '2027-06-01' as PlainDate }],
    ['notAfter', { contact: { ...FREE, text: 'not-after' as const } }],
  ])('lacks %s with %j', (field, changes) => {
    const whole = {
      kind: 'parent',
      name: 'Ms F',
      language: 'en',
      endsOn: '2026-09-01' as PlainDate,
      contact: FREE,
    } as const
    expect(invitationProblems(whole, TODAY)).toEqual([])
    expect(invitationProblems({ ...whole, ...changes }, TODAY).map(one => one.field)).toEqual([field])
  })
})

describe('a code', () => {
  it('is read as it was made, however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), bytes => {
        const code = makeCode(bytes)
        for (const typed of [code, code.toLowerCase(), code.replace('-', ' '), code.replaceAll('0', 'o')])
          expect(parseCode(typed)).toEqual({ ok: true, value: code })
      }),
    )
  })

  it.each(['', '7F3K', '7F3K-2QXM-1', '7F3K-2QX!'])('is not %j', text => {
    expect(parseCode(text).ok).toBe(false)
  })

  it.each([
    ['a blue boat at noon', true],
    ['short', false],
    ['aaaaaaaaaaaaaaaa', false],
  ])('a passphrase %j is long enough: %s', (text, enough) => {
    expect(isPassphrase(text)).toBe(enough)
  })
})

describe('who reads what a guest writes', () => {
  it('is the whole team once for a parent, and who invited them for a young person', () => {
    expect(readersOfMessage('parent', COUNCIL, [POLICE, SCHOOL, COUNCIL])).toEqual([COUNCIL, POLICE, SCHOOL])
    expect(readersOfMessage('young-person', COUNCIL, [POLICE, SCHOOL])).toEqual([COUNCIL])
  })

  it('is never another guest, unless the young person says so of their own words', () => {
    const team = fc.uniqueArray(fc.constantFrom(COUNCIL, SCHOOL, POLICE))
    const parents = [guestKey('a'), guestKey('b')]
    fc.assert(
      fc.property(fc.constantFrom(...GUEST_KINDS), team, (kind, agencies) => {
        expect(readersOfMessage(kind, COUNCIL, agencies).some(one => one.startsWith('guest:'))).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...WORDS_READERS), fc.boolean(), team, (readers, withFamily, agencies) => {
        const read = readersOfWords({ readers, withFamily }, COUNCIL, agencies, parents)
        expect(parents.every(one => read.includes(one))).toBe(withFamily)
        expect(read.some(one => agencies.includes(one) && one !== COUNCIL)).toBe(
          readers === 'team' && agencies.some(one => one !== COUNCIL),
        )
        expect(read.includes(COUNCIL)).toBe(readers !== 'me')
      }),
    )
  })
})

describe('a phone that others may look at', () => {
  it.each([
    ['any-time', '23:00', true],
    ['never', '09:00', false],
    ['not-after', '17:59', true],
    ['not-after', '18:00', false],
  ] as const)('%s at %s: %s', (rule, clock, may) => {
    expect(mayUsePhone({ ...FREE, notAfter: '18:00' }, rule, clock)).toBe(may)
  })

  it('has no hour to keep to without one', () => {
    expect(mayUsePhone(FREE, 'not-after', '00:00')).toBe(false)
    expect(contactProblems({ ...FREE, voicemail: 'not-after', notAfter: '25:00' }).map(one => one.field)).toEqual([
      'notAfter',
    ])
  })
})

describe('what the team shows', () => {
  it.each([
    [[], { kind: 'note' }],
    [['at'], { kind: 'appointment' }],
    [['helperName'], { kind: 'helper' }],
    [[], { kind: 'helper', facts: { name: 'Selin' } }],
    [['words'], { kind: 'agreed', words: '' }],
    [['post'], { kind: 'note', post: '' }],
  ] as const)('lacks %j with %j', (fields, changes) => {
    const entry = { words: 'We meet on Monday', facts: {}, post: 'social worker', ...changes } as const
    expect(entryProblems(entry).map(one => one.field)).toEqual(fields)
  })
})
