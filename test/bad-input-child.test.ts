import { beforeAll, describe, expect, it } from 'vitest'
import { stageOf } from '#domain/case/nrm.ts'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { changeAdult } from '#services/adults.ts'
import { changeLead, openCase } from '#services/cases.ts'
import { changeNrm, type NrmCommand, openNrm } from '#services/nrm.ts'
import { recordOrder } from '#services/orders.ts'
import { openPerson } from '#services/people.ts'
import { changeTurning } from '#services/turning-18.ts'
import { victimFirstFor } from '#services/victim-first.ts'
import { partition, sendRows } from '#test/linking.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { hold, link } from '#test/people.ts'
import { bornText } from '#web/dates.ts'

/**
 * What is wrong, odd or too late in the case of a child, where somebody meets it. Beside what is here: clocks over Christmas in
 * src/domain/clock.test.ts; an offer to a council that was dissolved in test/journeys/lead.test.ts; an action whose owner left in
 * src/services/plans.test.ts; a parent who may be the exploiter in src/services/family.test.ts; one tip from three agencies in
 * src/services/signs.test.ts; names from right to left in src/web/pdf/pdf.test.ts.
 */

const DAY_MINUTES = 24 * 60
const [ENFIELD, ESSEX, ESSEX_POLICE] = ['enfield-council', 'essex-council', 'essex-police'] as const
const GONE = 'northamptonshire-council' as AgencyId
const day = (text: string) => text as PlainDate

const hub = hubOf()
const { as } = hub

/** Somebody whom these agencies hold, met in custody by the police the day before. */
async function somebody(dateOfBirth: string, familyName: string) {
  const person: PersonInput = { givenName: 'Robin', familyName, dateOfBirth }
  const event = { kind: 'custody', startsAt: '2026-03-03T20:00:00Z', place: 'Colchester', facts: {} }
  return link(
    hub.database,
    await hold(hub.database, ENFIELD, { person }),
    await hold(hub.database, ESSEX_POLICE, { person, event }),
  )
}

const nrm = (agency: string, person: string, command: NrmCommand, at = NOON) =>
  as(agency, ctx => changeNrm(ctx, person, command), at)

/** Begun and sent by Enfield. */
async function referred(person: string, at = NOON): Promise<string> {
  const referralId = (await nrm(ENFIELD, person, { kind: 'begin' }, at)).at(-1)?.referralId ?? ''
  const send = { kind: 'send', referralId, route: 'competent-authority', council: ENFIELD as AgencyId } as const
  await nrm(ENFIELD, person, { ...send, reference: '', words: 'A safe bed' }, at)
  return referralId
}

/** Fields and messages of a refusal. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown)
  if (!(error instanceof Problem)) throw new Error(`Not refused: ${String(error)}`)
  return error.fields.map(({ field, message }) => `${field}: ${message}`).join('\n')
}

const behaviourOrder = (born: string) => ({
  kind: 'criminal-behaviour-order',
  isInterim: false,
  issuedBy: 'Highbury Corner youth court',
  issuedOn: day('2026-02-02'),
  from: day('2026-02-02'),
  until: day('2028-02-01'),
  born: day(born),
  youthViews: 'They ask for none',
  conditions: { other: 'Not to carry a knife' },
  showTo: [],
})

describe.each([
  ['a child under 10', '2018-03-05', 'Quillfeather', 'Under 10', '5 March 2018, age 7'],
  [
    'a child who is not born yet',
    '2026-06-01',
    'Quillbeck',
    'Age',
    '1 June 2026, still to come: not born yet, or a day that is mistyped',
  ],
  [
    'a birthday that is mistyped into the future',
    '2027-02-04',
    'Quillmere',
    'Age',
    '4 February 2027, still to come: not born yet, or a day that is mistyped',
  ],
])('%s', (_, born, familyName, label, text) => {
  let person: string
  beforeAll(async () => {
    person = await somebody(born, familyName)
  })

  it('is shown with an age that there can be', async () => {
    const file = await as(ENFIELD, ctx => openPerson(ctx, person))
    expect(bornText(file.born ?? '', NOON)).toBe(text)
  })

  it('is a child and a victim first wherever the police met them, and no adult at risk', async () => {
    const found = await as(ESSEX_POLICE, ctx => victimFirstFor(ctx, person))
    expect([found?.whom, found?.test?.whom, found?.todo.map(one => one.label)]).toEqual([
      'child',
      'child',
      expect.arrayContaining(['Appropriate adult', label]),
    ])
    const adult = as(ENFIELD, ctx => changeAdult(ctx, person, { kind: 'open', takenOver: true, words: 'People stay' }))
    expect(await refusal(adult)).toContain('This is for adults')
  })

  it('is referred without having to agree, led for by a council, and prepared for no birthday yet', async () => {
    const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'With an aunt' } as const
    await as(ENFIELD, ctx => changeLead(ctx, person, 0, here))
    const referralId = await referred(person)
    const { state, isAdult } = await as(ENFIELD, ctx => openNrm(ctx, person))
    expect([isAdult, state.at(-1)?.referralId, state.at(-1)?.sent !== undefined]).toEqual([false, referralId, true])
    const step = as(ENFIELD, ctx => changeTurning(ctx, person, { kind: 'hear', agrees: 'yes', words: 'x' }))
    expect(await refusal(step)).toContain('it begins at seventeen')
  })

  it('is named by no behaviour order', async () => {
    const order = as(ESSEX_POLICE, ctx => recordOrder(ctx, person, behaviourOrder(born)))
    expect(await refusal(order)).toContain('born: It can name nobody younger than 10')
  })
})

describe('two children with one NHS number', () => {
  const shared = { nhsNumber: '9990000018', familyName: 'Ashgrove' }

  it('stay two people until somebody has looked', async () => {
    const amina = { ...shared, givenName: 'Amina', dateOfBirth: '2011-02-03', sex: 'F' }
    const tobias = { ...shared, givenName: 'Tobias', dateOfBirth: '2014-09-17', sex: 'M' }
    await sendRows(hub.database, [{ agency: ENFIELD, sourceId: 'one', person: amina }])
    await sendRows(hub.database, [{ agency: ESSEX, sourceId: 'other', person: tobias }])
    const together = await partition(hub.owner)
    expect(together).toEqual(expect.arrayContaining([['enfield-council one'], ['essex-council other']]))
  })
})

describe('somebody who turns 18 while a clock runs', () => {
  it('after the referral was sent: it goes on as it was sent, and is decided', async () => {
    const person = await somebody('2008-03-06', 'Quillstone')
    const referralId = await referred(person)
    const after = plusMinutes(NOON, 5 * DAY_MINUTES)
    const { isAdult, moves, state } = await as(ENFIELD, ctx => openNrm(ctx, person), after)
    expect([isAdult, state.at(-1)?.consent]).toEqual([true, undefined])
    expect(moves.get(referralId)).toContain('decide')
    expect(moves.get(referralId)).not.toContain('consent')
    const decide = {
      kind: 'decide',
      referralId,
      decision: 'reasonable-grounds',
      outcome: 'positive',
      words: '',
    } as const
    const decided = await nrm(ENFIELD, person, { ...decide, on: day('2026-03-09') }, after)
    expect(decided.at(-1)?.sent?.decisionDueAt).toEqual(state.at(-1)?.sent?.decisionDueAt)
    const last = decided.at(-1)
    expect(last === undefined ? '' : stageOf(last)).toBe('reasonable-grounds')
  })
})

describe('an agency that was dissolved', () => {
  const instead =
    /Northamptonshire County Council was dissolved in 2021. Choose North Northamptonshire .* or West Northamptonshire/

  it('leads for nobody after 18, takes on no action for an adult, and is told of no referral: its successors are named', async () => {
    const girl = await somebody('2008-11-20', 'Quillwater')
    const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'With an aunt' } as const
    const { state } = await as(ENFIELD, ctx => openCase(ctx, girl))
    await as(ENFIELD, ctx => changeLead(ctx, girl, state.lead.version, here))
    const name = {
      kind: 'name',
      to: GONE,
      name: 'Ash Rowan',
      post: 'Social worker',
      phone: '01632 960111',
      words: 'x',
    } as const
    expect(await refusal(as(ENFIELD, ctx => changeTurning(ctx, girl, name)))).toMatch(instead)
    const man = await somebody('1974-06-06', 'Quillmarsh')
    const act = {
      kind: 'act',
      agency: GONE,
      owner: 'Dana Quill',
      dueOn: day('2026-03-10'),
      words: 'New locks',
    } as const
    expect(await refusal(as(ENFIELD, ctx => changeAdult(ctx, man, act)))).toMatch(instead)
    const boy = await somebody('2011-06-07', 'Quillford')
    const referralId = (await nrm(ENFIELD, boy, { kind: 'begin' })).at(-1)?.referralId ?? ''
    const send = {
      kind: 'send',
      referralId,
      route: 'competent-authority',
      council: GONE,
      reference: '',
      words: 'x',
    } as const
    expect(await refusal(nrm(ENFIELD, boy, send))).toMatch(instead)
  })
})
