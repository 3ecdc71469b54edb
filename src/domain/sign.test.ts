import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answerDue,
  answerProblems,
  duenessOf,
  independentSources,
  isCorroborated,
  type ListedSign,
  type Origin,
  ORIGIN_KINDS,
  SIGN_ANSWERS,
  SIGN_CLASSES,
  SIGN_STATES,
  type SignState,
  signLists,
  signProblems,
  type SignTold,
  type SourcedSign,
  signStateAfter,
} from './sign.ts'
import type { AgencyId } from './values/ids.ts'
import { type Instant, type PlainDate, plusDays, plusMinutes } from './values/time.ts'

const agency = (name: string) => name as AgencyId
const TODAY = '2026-06-30' as PlainDate
const NOW = '2026-06-30T12:00:00.000Z' as Instant

const from = (who: string, origin: Origin): SourcedSign => ({ agency: agency(who), origin })
const own = (who: string) => from(who, { kind: 'own' })
const tip = (who: string, name?: string) => from(who, { kind: 'tip', name })
const quote = (who: string, whom: string) => from(who, { kind: 'agency', agency: agency(whom) })
const child = (who: string) => from(who, { kind: 'child' })

describe('independentSources', () => {
  it.each<readonly [string, readonly SourcedSign[], readonly string[]]>([
    ['nothing', [], []],
    ['one agency that saw it', [own('school')], ['agency school']],
    ['one agency that saw it twice', [own('school'), own('school')], ['agency school']],
    ['two agencies that each saw it', [own('school'), own('police')], ['agency police', 'agency school']],
    [
      'one tip sent by three agencies',
      [tip('school', 'Call 77-12'), tip('police', 'call 77 12'), tip('council', 'CALL 7712.')],
      ['tip call7712'],
    ],
    ['two different tips', [tip('school', 'Call 1'), tip('police', 'Call 2')], ['tip call1', 'tip call2']],
    ['a child who told three agencies', [child('school'), child('police'), child('council')], ['child']],
    ['an agency that quotes one that saw it', [own('school'), quote('police', 'school')], ['agency school']],
    ['an agency that quotes one that said nothing here', [quote('police', 'school')], ['agency school']],
    [
      'two agencies that quote the same third',
      [quote('police', 'school'), quote('council', 'school')],
      ['agency school'],
    ],
    [
      'a quote of a quote of a tip',
      [tip('school', 'Call 1'), quote('police', 'school'), quote('council', 'police')],
      ['tip call1'],
    ],
    ['two agencies that quote each other', [quote('police', 'school'), quote('school', 'police')], ['not-known']],
    ['a tip without a name', [tip('school')], ['not-known']],
    ['a tip without a name beside one that was seen', [tip('police', ' '), own('school')], ['agency school']],
    ['two tips without a name', [tip('police'), tip('school')], ['not-known']],
  ])('of %s', (_, signs, sources) => {
    expect(independentSources(signs)).toEqual(sources)
    expect(isCorroborated(signs)).toBe(sources.length > 1)
  })

  const names = fc.constantFrom('school', 'police', 'council', 'health')
  const signs = fc.array(
    fc.record({
      agency: names.map(agency),
      origin: fc.record({
        kind: fc.constantFrom(...ORIGIN_KINDS),
        agency: fc.option(names.map(agency), { nil: undefined }),
        name: fc.option(fc.constantFrom('Call 1', 'call-1', 'Call 2', ''), { nil: undefined }),
      }),
    }),
    { maxLength: 12 },
  )

  it('does not depend on order or on how often the same is sent', () => {
    fc.assert(
      fc.property(signs, given => {
        const sources = independentSources(given)
        expect(independentSources(given.toReversed())).toEqual(sources)
        expect(independentSources([...given, ...given])).toEqual(sources)
      }),
    )
  })

  it('never grows by one more agency that quotes a tip, a child or an agency that is here already', () => {
    fc.assert(
      fc.property(signs, names, (given, other) => {
        const repeated = given.map(({ agency: said, origin }) =>
          origin.kind === 'own' ? quote(other, said) : { agency: agency(other), origin },
        )
        expect(independentSources([...given, ...repeated]).length).toBeLessThanOrEqual(
          Math.max(1, independentSources(given).length),
        )
      }),
    )
  })
})

describe('signLists', () => {
  const DAYS = { harm: 90, possible: 180, vulnerability: 365 }
  const alone = (indicator: string) => indicator.startsWith('other-')
  let ids = 0
  const sign = (given: Partial<ListedSign> = {}): ListedSign => ({
    signId: `sign-${(ids += 1)}`,
    agency: agency('school'),
    origin: { kind: 'own' },
    sign: 'possible',
    indicator: 'two-phones',
    confirms: null,
    seenOn: TODAY,
    ...given,
  })
  const listed = (signs: readonly ListedSign[]) => signLists(signs, TODAY, DAYS, alone)

  it('keeps the three classes apart and puts what was seen last first', () => {
    const lists = listed([
      sign({ indicator: 'cash', seenOn: plusDays(TODAY, -9) }),
      sign(),
      sign({ sign: 'harm', indicator: 'injuries' }),
      sign({ sign: 'vulnerability', indicator: 'in-care' }),
    ])
    expect(lists.harm.map(group => group.indicator)).toEqual(['injuries'])
    expect(lists.possible.map(group => group.indicator)).toEqual(['two-phones', 'cash'])
    expect(lists.vulnerability.map(group => group.indicator)).toEqual(['in-care'])
  })

  it.each([
    [0, false],
    [180, false],
    [181, true],
  ])('%i days after it was seen last, not confirmed since: %s', (days, isStale) => {
    expect(listed([sign({ seenOn: plusDays(TODAY, -days) })]).possible[0]).toMatchObject({ isStale })
  })

  it('is confirmed again by a further sign, and loses none by age', () => {
    const old = sign({ seenOn: plusDays(TODAY, -4000) })
    expect(listed([old]).possible[0]?.isStale).toBe(true)
    const [group] = listed([old, sign({ seenOn: plusDays(TODAY, -1), agency: agency('police') })]).possible
    expect(group).toMatchObject({ isStale: false, isCorroborated: true, lastSeenOn: plusDays(TODAY, -1) })
    expect(group?.signs).toContain(old)
  })

  it('does not throw together what was said in own words, unless it was recorded as seen again', () => {
    const first = sign({ indicator: 'other-possible' })
    const lists = listed([
      first,
      sign({ indicator: 'other-possible' }),
      sign({ indicator: 'other-possible', confirms: first.signId }),
    ])
    expect(lists.possible.map(group => group.signs.length).toSorted()).toEqual([1, 2])
  })

  const classes = fc.constantFrom(...SIGN_CLASSES)
  const some = fc.array(
    fc
      .record({ class: classes, at: fc.integer({ min: 0, max: 500 }), what: fc.constantFrom('a', 'b', 'other-c') })
      .map(({ class: kind, at, what }) =>
        sign({ sign: kind, indicator: `${what}-${kind}`, seenOn: plusDays(TODAY, -at) }),
      ),
    { maxLength: 20 },
  )

  it('changes nothing in the other lists, or in their order, when vulnerabilities come or go', () => {
    fc.assert(
      fc.property(some, some, (signs, more) => {
        const vulnerabilities = more.map(one => ({ ...one, sign: 'vulnerability' as const }))
        const { harm, possible } = listed(signs)
        const without = listed(signs.filter(one => one.sign !== 'vulnerability'))
        const withMore = listed([...vulnerabilities, ...signs])
        expect([without.harm, without.possible]).toEqual([harm, possible])
        expect([withMore.harm, withMore.possible]).toEqual([harm, possible])
      }),
    )
  })

  it('shows every sign exactly once, whatever its age', () => {
    fc.assert(
      fc.property(some, signs => {
        const lists = listed(signs)
        const shown = SIGN_CLASSES.flatMap(kind => lists[kind].flatMap(group => group.signs.map(one => one.signId)))
        expect(shown.toSorted()).toEqual(signs.map(one => one.signId).toSorted())
      }),
    )
  })
})

describe('an answer', () => {
  it.each([
    ['asked', 'acknowledged', 'acted', 'no-concern'],
    ['acknowledged', undefined, 'acted', 'no-concern'],
    ['acted', undefined, undefined, undefined],
    ['no-concern', undefined, 'acted', undefined],
    ['not-asked', undefined, undefined, undefined],
  ] as const)('to a sign that is %s leads on acknowledging, acting and no concern to %s, %s, %s', (state, ...after) => {
    expect(SIGN_ANSWERS.map(answer => signStateAfter(state, answer))).toEqual(after)
  })

  it('never takes a sign away: each state is reached or left, and none is the end of being read', () => {
    const reached = SIGN_STATES.flatMap(state => SIGN_ANSWERS.map(answer => signStateAfter(state, answer)))
    expect(new Set(reached.filter(state => state !== undefined))).toEqual(
      new Set<SignState>(['acknowledged', 'acted', 'no-concern']),
    )
  })

  it.each([
    ['acknowledge', '', 0],
    ['act', ' ', 1],
    ['no-concern', '', 1],
    ['no-concern', 'x'.repeat(2001), 1],
    ['acknowledge', 'x'.repeat(2001), 1],
    ['no-concern', 'Her aunt bought the phone', 0],
  ] as const)('%s with the words "%.20s" has %i faults', (kind, words, faults) => {
    expect(answerProblems({ kind, words })).toHaveLength(faults)
  })
})

describe('the clock of an answer', () => {
  const clock = { acknowledgeWithinHours: 24, outcomeWithinHours: 72, warnHoursBefore: 8 }

  it.each<readonly [SignState, number | undefined]>([
    ['asked', 24],
    ['acknowledged', 72],
    ['acted', undefined],
    ['no-concern', undefined],
    ['not-asked', undefined],
  ])('of a sign that is %s runs %s hours', (state, hours) => {
    expect(answerDue(state, NOW, clock)).toBe(hours === undefined ? undefined : plusMinutes(NOW, hours * 60))
  })

  it('does not run where the class has no hours', () => {
    expect(answerDue('asked', NOW, {})).toBeUndefined()
  })

  it.each([
    [9 * 60, 'waits'],
    [8 * 60, 'waits'],
    [8 * 60 - 1, 'soon'],
    [1, 'soon'],
    [0, 'late'],
    [-60, 'late'],
  ])('%i minutes before its end is %s', (minutes, dueness) => {
    expect(duenessOf(plusMinutes(NOW, minutes), NOW, 8)).toBe(dueness)
  })
})

describe('signProblems', () => {
  const rules = {
    indicators: new Set(['two-phones']),
    grades: new Set(['seen']),
    agencies: new Set(['police']),
    answerers: new Set(['council']),
  }
  const right: SignTold = {
    indicator: 'two-phones',
    words: 'A second phone rang in class',
    seenBy: 'Ms Hart, tutor',
    seenOn: TODAY,
    grade: 'seen',
    origin: { kind: 'own' },
    askedAgency: agency('council'),
  }

  it.each<readonly [string, Partial<SignTold>, readonly string[]]>([
    ['nothing', {}, []],
    ['another indicator', { indicator: 'none' }, ['indicator']],
    ['no words', { words: ' ' }, ['words']],
    ['too many words', { words: 'x'.repeat(2001) }, ['words']],
    ['nobody who saw it', { seenBy: '' }, ['seenBy']],
    ['a day after today', { seenOn: plusDays(TODAY, 1) }, ['seenOn']],
    ['no grade', { grade: '' }, ['grade']],
    ['an agency that is none', { origin: { kind: 'agency', agency: agency('nobody') } }, ['originAgency']],
    ['an agency that is one', { origin: { kind: 'agency', agency: agency('police') } }, []],
    ['a long name of a tip', { origin: { kind: 'tip', name: 'x'.repeat(201) } }, ['originName']],
    ['somebody who may not be asked', { askedAgency: agency('police') }, ['askedAgency']],
  ])('finds %s', (_, change, fields) => {
    expect(signProblems({ ...right, ...change }, rules, TODAY).map(problem => problem.field)).toEqual(fields)
  })
})
