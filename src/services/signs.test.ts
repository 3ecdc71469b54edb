import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { Problem } from '#domain/problem.ts'
import type { SignTold } from '#domain/sign.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { sendRows } from '#test/linking.ts'
import { asked, share, someone } from '#test/people.ts'
import { dissentFrom, judge, judgementsOf, openJudgement } from './judgements.ts'
import { unlink } from './link-decisions.ts'
import { openPerson } from './people.ts'
import { findPeople } from './search.ts'
import { askForSigns, listQuestionsOwed, openQuestion, replyToQuestion } from './sign-questions.ts'
import { answerSign, listOwed, openSign, openSignForm, openSigns, recordSign } from './signs.ts'
import { whatWaits } from './waiting.ts'

const NOW = '2026-03-04T12:00:00.000Z' as Instant
const SCHOOL = 'hazelbrook-academy' as AgencyId
const COUNCIL = 'enfield-council' as AgencyId
const POLICE = 'met-police' as AgencyId
const NHS = 'leamarsh-nhs' as AgencyId
const STRANGER = 'kent-police' as AgencyId

const TOLD: SignTold = {
  indicator: 'two-phones',
  words: 'A second phone rang in class and he had to answer it',
  seenBy: 'Ms Hart, form tutor',
  seenOn: '2026-03-03' as PlainDate,
  grade: 'seen',
  origin: { kind: 'own' },
  askedAgency: COUNCIL,
}

/** Unlike each other, so that no two children are taken for one. */
const FAMILIES = [
  ...[
    'Abernethy',
    'Birtwhistle',
    'Cholmondeley',
    'Dunwoody',
    'Etherington',
    'Featherstone',
    'Gillingwater',
    'Hathersage',
  ],
  ...['Inglethorpe', 'Jessamine', 'Kilbride', 'Lostwithiel', 'Marchbanks', 'Netherfield', 'Osbaldeston', 'Pumblechook'],
  ...['Quennell', 'Rawlinson', 'Satterthwaite', 'Tregarthen', 'Umfreville', 'Vavasour', 'Wolstenholme', 'Yarborough'],
]

let test: TestDatabase
let database: Database
let children = 0

beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

const as = <T>(
  agency: string,
  work: Parameters<typeof asked<T>>[2],
  roles: readonly Role[] = ['safeguarding'],
  at = NOW,
) => asked(database, someone(agency, at, roles), work)

interface Child {
  readonly person: string
  readonly family: string
  readonly records: Readonly<Record<string, string>>
}

/** A child of whom each of these agencies holds one record, linked by what the records say. */
async function aChild(...agencies: readonly string[]): Promise<Child> {
  const family = FAMILIES[children] ?? ''
  children += 1
  const person = {
    givenName: 'Morgan',
    familyName: family,
    dateOfBirth: `${2007 + (children % 5)}-${String(1 + (children % 12)).padStart(2, '0')}-${String(children + 3).padStart(2, '0')}`,
  }
  const records: Record<string, string> = {}
  let personId = ''
  for (const agency of agencies) {
    const given = { ...person, phone: `07700 900${String(children).padStart(3, '0')}` }
    const [linked] = await sendRows(database, [{ agency, sourceId: `${agency}-${children}`, person: given }])
    records[agency] = linked?.recordId ?? ''
    personId = linked?.personId ?? ''
  }
  return { person: personId, family, records }
}

const sign = (child: Child, change: Partial<SignTold> = {}, agency: string = SCHOOL, at = NOW, key?: string) =>
  as(agency, ctx => recordSign(ctx, child.person, { ...TOLD, ...change }, key), ['practitioner'], at)

const listsFor = (agency: string, child: Child, at = NOW) =>
  as(agency, ctx => openSigns(ctx, child.person), ['practitioner'], at)

const fieldsOf = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (problem: Problem) => (problem.code === 'bad-request' ? problem.fields.map(one => one.field) : problem.code),
  )

describe('recordSign', () => {
  it('stands on a record of the school’s own, opens only that record to the council that is asked, and names the child there', async () => {
    const child = await aChild(SCHOOL, POLICE)
    const signId = await sign(child)
    const council = await as(COUNCIL, ctx => openPerson(ctx, child.person))
    expect(council.names).toEqual([`Morgan ${child.family}`])
    expect(council.records.map(record => record.recordId)).toEqual([signId])
    expect(council.signs.possible).toMatchObject([
      {
        indicator: 'two-phones',
        isCorroborated: false,
        isStale: false,
        signs: [{ signId, agency: SCHOOL, state: 'asked' }],
      },
    ])
    expect(JSON.stringify(council)).not.toContain('07700')
    const kept = await database.transaction(SCHOOL, tx =>
      tx
        .selectFrom('share')
        .select(['audience_agency', 'subject_id', 'what', 'gateway'])
        .where('subject_id', '=', signId)
        .execute(),
    )
    expect(kept).toMatchObject([{ audience_agency: COUNCIL, gateway: 'ca2004-16la' }])
    // Neither the police, who know the child, nor a stranger is shown it.
    expect((await listsFor(POLICE, child)).possible).toEqual([])
    expect(await fieldsOf(listsFor(STRANGER, child))).toBe('not-found')
    expect((await as(COUNCIL, ctx => findPeople(ctx, child.family))).people.map(one => one.personId)).toEqual([
      child.person,
    ])
  })

  it('is open to everybody on the front line who may see the person, and to nobody else', async () => {
    const child = await aChild(SCHOOL)
    expect(await fieldsOf(sign(child, {}, STRANGER))).toBe('not-found')
    expect(await fieldsOf(as(SCHOOL, ctx => recordSign(ctx, child.person, TOLD), ['auditor']))).toBe('not-found')
    expect(await fieldsOf(as(SCHOOL, ctx => openSignForm(ctx, child.person), ['practitioner']))).toBe('allowed')
  })

  it('offers the council of the area first, and takes nobody who neither knows the child nor serves the area', async () => {
    const child = await aChild(SCHOOL, NHS)
    const { answerers } = await as(SCHOOL, ctx => openSignForm(ctx, child.person))
    expect(answerers[0]).toBe(COUNCIL)
    expect(answerers).toEqual(expect.arrayContaining([NHS, SCHOOL]))
    expect(answerers).not.toContain('kent-council')
    expect(await fieldsOf(sign(child, { askedAgency: 'kent-council' as AgencyId }))).toEqual(['askedAgency'])
  })

  it('lets an agency that was only given a record pass on no name', async () => {
    const child = await aChild(POLICE, NHS)
    await share(test.owner, { agency: POLICE, recordId: child.records[POLICE] ?? '' }, STRANGER)
    const { answerers } = await as(STRANGER, ctx => openSignForm(ctx, child.person))
    expect(answerers.toSorted()).toEqual([STRANGER, NHS, POLICE].toSorted())
    const signId = await sign(child, { askedAgency: NHS }, STRANGER)
    const seen = await as(NHS, ctx => openPerson(ctx, child.person))
    const record = seen.records.find(one => one.recordId === signId)
    expect(record?.person).toEqual({})
    expect(seen.signs.possible).toHaveLength(1)
  })

  it('sent twice with one key is one sign', async () => {
    const child = await aChild(SCHOOL)
    const key = 'b7f6f1de-91a0-4dbb-8f2d-000000000001'
    expect(await sign(child, {}, SCHOOL, NOW, key)).toBe(await sign(child, {}, SCHOOL, NOW, key))
    expect((await listsFor(SCHOOL, child)).possible[0]?.signs).toHaveLength(1)
  })

  it('names the fields that are wrong', async () => {
    const child = await aChild(SCHOOL)
    const wrong = { indicator: 'nothing', words: '', grade: 'sure', seenOn: '2026-03-05' as PlainDate }
    expect(await fieldsOf(sign(child, wrong))).toEqual(['indicator', 'words', 'seenOn', 'grade'])
  })
})

describe('the same tip', () => {
  it('from three agencies is one source; what a fourth saw corroborates it', async () => {
    const child = await aChild(SCHOOL, POLICE, NHS, COUNCIL)
    for (const [agency, name] of [
      [SCHOOL, 'Crimestoppers 4417'],
      [POLICE, 'crimestoppers no. 4417'.replace('no. ', '')],
      [NHS, 'CRIMESTOPPERS-4417'],
    ] as const)
      await sign(child, { origin: { kind: 'tip', name } }, agency)
    const [tips] = (await listsFor(COUNCIL, child)).possible
    expect(tips?.signs).toHaveLength(3)
    expect(tips?.isCorroborated).toBe(false)
    expect((await as(COUNCIL, ctx => openSignForm(ctx, child.person))).tips.length).toBeGreaterThan(0)
    await sign(child, {}, COUNCIL)
    expect((await listsFor(COUNCIL, child)).possible[0]?.isCorroborated).toBe(true)
  })
})

describe('answerSign', () => {
  it('is owed by the agency that was asked, before and after its time is over, and seen on its start page', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    const signId = await sign(child, { indicator: 'unexplained-injuries' })
    const owed = async (at: Instant) =>
      (await as(COUNCIL, listOwed, ['practitioner'], at)).find(one => one.signId === signId)
    expect((await owed(NOW))?.dueness).toBe('waits')
    expect((await owed(plusMinutes(NOW, 17 * 60)))?.dueness).toBe('soon')
    expect((await owed(plusMinutes(NOW, 25 * 60)))?.dueness).toBe('late')
    const waits = await as(COUNCIL, whatWaits, ['safeguarding'], plusMinutes(NOW, 25 * 60))
    expect(waits[0]).toMatchObject({ kind: 'signs-late' })
    expect(await as(STRANGER, listOwed)).toEqual([])
  })

  it('takes no dismissal without a reason, keeps the name, and is read by both sides', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    const signId = await sign(child)
    const dismiss = (words: string, version = 1) =>
      as(COUNCIL, ctx => answerSign(ctx, signId, version, { kind: 'no-concern', words }))
    expect(await fieldsOf(dismiss(' '))).toEqual(['words'])
    await dismiss('His aunt gave it to him; we rang her')
    expect(await fieldsOf(dismiss('Again'))).toBe('already-answered')
    for (const agency of [SCHOOL, COUNCIL]) {
      const read = await as(agency, ctx => openSign(ctx, signId), ['practitioner'])
      expect(read).toMatchObject({
        state: 'no-concern',
        dueness: undefined,
        answers: [
          { agency: COUNCIL, kind: 'no-concern', words: 'His aunt gave it to him; we rang her', name: 'Kit Marlow' },
        ],
      })
    }
    // Somebody may think again, and the first answer stays.
    await as(COUNCIL, ctx => answerSign(ctx, signId, 2, { kind: 'act', words: 'Visited him at home' }))
    expect((await as(SCHOOL, ctx => openSign(ctx, signId))).answers).toHaveLength(2)
  })

  it('is for case workers of the agency that was asked only', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    const signId = await sign(child)
    const answer = (agency: string, roles: readonly Role[]) =>
      fieldsOf(as(agency, ctx => answerSign(ctx, signId, 1, { kind: 'acknowledge', words: '' }), roles))
    expect(await answer(SCHOOL, ['safeguarding'])).toBe('not-found')
    expect(await answer(STRANGER, ['safeguarding'])).toBe('not-found')
    expect(await answer(COUNCIL, ['practitioner'])).toBe('not-found')
    expect(await answer(COUNCIL, ['safeguarding'])).toBe('allowed')
    expect((await as(COUNCIL, ctx => openSign(ctx, signId))).may).toEqual(['act', 'no-concern'])
  })

  it('lets the database take no other row: not from the recorder, and not without words', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    const signId = await sign(child)
    const raw = (agency: string, kind: string) =>
      database
        .transaction(agency, tx =>
          sql<{ done: boolean }>`
            select answer_sign(${signId}::uuid, 1, gen_random_uuid(), ${kind}, '', 'no-concern', null, 'u', 'n', now()) as done`.execute(
            tx,
          ),
        )
        .then(
          ({ rows }) => rows[0]?.done,
          (error: { code?: string }) => error.code,
        )
    expect(await raw(SCHOOL, 'acknowledge')).toBe(false)
    expect(await raw(COUNCIL, 'no-concern')).toBe('23514')
    const change = database.transaction(SCHOOL, tx => sql`update sign set words = 'other'`.execute(tx))
    await expect(change).rejects.toMatchObject({ code: '42501' })
  })
})

describe('a sign that nobody sees again', () => {
  it('is not confirmed since, stays, and is confirmed by a further one', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    await sign(child, { indicator: 'other-possible', words: 'Has stopped singing in the choir' })
    const later = plusMinutes(NOW, 60 * 24 * 200)
    const [stale] = (await listsFor(SCHOOL, child, later)).possible
    expect(stale).toMatchObject({ isStale: true, lastSeenOn: '2026-03-03' })
    const again = {
      indicator: 'other-possible',
      words: 'Still does not come',
      seenOn: '2026-09-18' as PlainDate,
      confirms: stale?.signs[0]?.signId,
    }
    await sign(child, again, SCHOOL, later)
    const lists = await listsFor(SCHOOL, child, later)
    expect(lists.possible).toHaveLength(1)
    expect(lists.possible[0]).toMatchObject({ isStale: false, lastSeenOn: '2026-09-18' })
    expect(lists.possible[0]?.signs).toHaveLength(2)
  })
})

describe('vulnerability', () => {
  it('asks for no answer, is told to nobody, and changes no list and no order but its own', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    await sign(child, { seenOn: '2026-02-01' as PlainDate })
    await sign(child, { indicator: 'unexplained-injuries' })
    const look = async (agency: string) => {
      const { signs, chronology, facts, seenBy, roles } = await as(agency, ctx => openPerson(ctx, child.person))
      const owed = (await as(agency, listOwed)).map(one => one.signId)
      const found = (await as(agency, ctx => findPeople(ctx, 'Morgan'))).people.map(one => one.personId)
      return {
        harm: signs.harm,
        possible: signs.possible,
        chronology,
        facts: facts.map(row => row.field),
        seenBy,
        roles,
        owed,
        found,
      }
    }
    const before = { school: await look(SCHOOL), council: await look(COUNCIL) }
    await sign(child, { indicator: 'in-care', words: 'Lives with carers' })
    await sign(child, { indicator: 'out-of-school', words: 'Moves to another school' })
    expect({ school: await look(SCHOOL), council: await look(COUNCIL) }).toEqual(before)
    const lists = await listsFor(SCHOOL, child)
    expect(lists.vulnerability.map(group => group.signs[0]?.state)).toEqual(['not-asked', 'not-asked'])
  })
})

describe('links', () => {
  it('carry a sign along: apart from the other agency’s record it stays with the school’s', async () => {
    const child = await aChild(SCHOOL, POLICE)
    const signId = await sign(child)
    await as(SCHOOL, ctx =>
      unlink(ctx, { agency: SCHOOL, recordId: child.records[SCHOOL] ?? '' }, 'Somebody else of the same name'),
    )
    const whose = await database.transaction(SCHOOL, tx =>
      tx
        .selectFrom('member')
        .select(['record_id', 'person_id'])
        .where('record_id', 'in', [signId, child.records[SCHOOL] ?? ''])
        .execute(),
    )
    expect(whose).toHaveLength(2)
    expect(new Set(whose.map(row => row.person_id)).size).toBe(1)
  })
})

describe('many signs', () => {
  it('leave a person of one record their id, whichever id is the smaller', async () => {
    const child = await aChild(SCHOOL)
    for (let n = 0; n < 6; n += 1) await sign(child)
    expect((await listsFor(SCHOOL, child)).possible[0]?.signs).toHaveLength(6)
  })

  it('change nothing of who is one person, however many there are', async () => {
    const child = await aChild(SCHOOL, POLICE)
    const twin = await aChild(SCHOOL, POLICE)
    const before = await as(SCHOOL, ctx => openPerson(ctx, child.person))
    for (const agency of [SCHOOL, SCHOOL, SCHOOL, POLICE, SCHOOL, POLICE, SCHOOL])
      await sign(child, { askedAgency: agency }, agency)
    const { attention, further, records } = await as(SCHOOL, ctx => openPerson(ctx, child.person))
    expect(attention).toEqual([])
    expect(further.map(held => held.agency)).toEqual(before.further.map(held => held.agency))
    expect(records).toHaveLength(before.records.length + 5)
    expect((await listsFor(SCHOOL, twin)).possible).toEqual([])
  })
})

describe('asking whether signs were seen', () => {
  it('is seen by the agency that is asked, shows its silence, and takes an answer or a reason', async () => {
    const child = await aChild(COUNCIL, NHS)
    const ask = () =>
      as(COUNCIL, ctx => askForSigns(ctx, child.person, { agency: SCHOOL, words: 'Has he been hurt, or away?' }))
    const questionId = await ask()
    expect(await fieldsOf(ask())).toBe('already-answered')
    const [owed] = (await as(SCHOOL, listQuestionsOwed, ['practitioner'])).filter(one => one.questionId === questionId)
    expect(owed).toMatchObject({ personId: child.person, asker: COUNCIL, state: 'asked' })
    expect((await as(SCHOOL, ctx => openPerson(ctx, child.person))).names).toEqual([`Morgan ${child.family}`])
    expect((await as(COUNCIL, ctx => openPerson(ctx, child.person))).questions).toMatchObject([{ state: 'asked' }])
    expect((await as(NHS, ctx => openPerson(ctx, child.person))).questions).toEqual([])

    const reply = (agency: string, state: 'declined' | 'none-seen', words: string) =>
      as(agency, ctx => replyToQuestion(ctx, questionId, { state, words }), ['practitioner'])
    expect(await fieldsOf(reply(SCHOOL, 'declined', ''))).toEqual(['words'])
    expect(await fieldsOf(reply(COUNCIL, 'none-seen', 'We looked'))).toBe('not-found')
    await reply(SCHOOL, 'none-seen', 'Not on our roll; nothing in our notes')
    expect(await fieldsOf(reply(SCHOOL, 'none-seen', 'Again'))).toBe('already-answered')
    expect(await as(COUNCIL, ctx => openQuestion(ctx, questionId))).toMatchObject({
      state: 'none-seen',
      answer: 'Not on our roll; nothing in our notes',
      answeredName: 'Kit Marlow',
    })
    expect(await fieldsOf(as(NHS, ctx => openQuestion(ctx, questionId)))).toBe('not-found')
  })

  it('is not asked of an agency that neither knows the child nor serves an area of those who do', async () => {
    const child = await aChild(COUNCIL)
    const ask = as(COUNCIL, ctx =>
      askForSigns(ctx, child.person, { agency: 'spitsand-nhs' as AgencyId, words: 'Have you seen him?' }),
    )
    expect(await fieldsOf(ask)).toEqual(['agency'])
  })
})

describe('a judgement', () => {
  const given = {
    words: 'He is made to carry drugs and works off a debt',
    reasons: 'School and police saw it apart from each other',
    exploitation: ['criminal', 'debt-bondage'],
    reviewOn: '2026-04-01' as PlainDate,
    showTo: [SCHOOL],
  }

  it('has a name, reasons, several kinds of exploitation and the dissent of others; the next one supersedes it', async () => {
    const child = await aChild(SCHOOL, COUNCIL, POLICE)
    const first = await as(COUNCIL, ctx => judge(ctx, child.person, given))
    await as(SCHOOL, ctx => dissentFrom(ctx, first, 'He told us that he is afraid, not in debt'), ['practitioner'])
    expect(await fieldsOf(as(POLICE, ctx => dissentFrom(ctx, first, 'Not shown to us')))).toBe('not-found')
    expect(await fieldsOf(as(SCHOOL, ctx => dissentFrom(ctx, first, ' ')))).toEqual(['words'])
    const read = await as(COUNCIL, ctx => openJudgement(ctx, first))
    expect(read).toMatchObject({
      name: 'Kit Marlow',
      exploitation: ['criminal', 'debt-bondage'],
      dissents: [{ agency: SCHOOL, name: 'Kit Marlow', words: 'He told us that he is afraid, not in debt' }],
    })
    const second = await as(
      COUNCIL,
      ctx => judge(ctx, child.person, { ...given, words: 'He is afraid of an adult, whom we know' }),
      ['safeguarding'],
      plusMinutes(NOW, 60),
    )
    const { judgements } = await as(COUNCIL, ctx => openPerson(ctx, child.person))
    const { standing, earlier } = judgementsOf(judgements)
    expect(standing.map(one => one.judgementId)).toEqual([second])
    expect(earlier.map(one => one.judgementId)).toEqual([first])
    expect(earlier[0]?.dissents).toHaveLength(1)
  })

  it('is for case workers, is never changed, and names what is wrong', async () => {
    const child = await aChild(SCHOOL, COUNCIL)
    expect(await fieldsOf(as(COUNCIL, ctx => judge(ctx, child.person, given), ['practitioner']))).toBe('not-found')
    const wrong = {
      ...given,
      words: '',
      exploitation: ['other'],
      reviewOn: '2027-04-01' as PlainDate,
      showTo: [STRANGER],
    }
    expect(await fieldsOf(as(COUNCIL, ctx => judge(ctx, child.person, wrong)))).toEqual([
      'words',
      'exploitation',
      'reviewOn',
      'showTo',
    ])
    const change = database.transaction(COUNCIL, tx => sql`update judgement set words = 'other'`.execute(tx))
    await expect(change).rejects.toMatchObject({ code: '42501' })
  })
})
