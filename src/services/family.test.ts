import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type GuestKind, type Invitation, MOST_TRIES } from '#domain/family.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { withClient } from '#test/own-server.ts'
import { hubOf, NOON } from '#test/hub.ts'
import { changeLead, openCase } from './cases.ts'
import { type Context, unitOfWork } from './context.ts'
import {
  addEntry,
  changeContact,
  endAccess,
  inviteGuest,
  listFamilyMessages,
  openFamily,
  openMessage,
  replyToFamily,
  takeEntryBack,
} from './family.ts'
import { acceptInvitation, openOwnPage, signInGuest, writeOwnWords, writeToTeam } from './guests.ts'
import { sendReferral } from './referrals.ts'
import { findSignedIn, signIn } from './sign-in.ts'
import { whatWaits } from './waiting.ts'
import { withdrawRecords } from './linkage.ts'

const PASSPHRASE = 'a blue boat at noon'
const [COUNCIL, SCHOOL, POLICE, STRANGER] = [
  'enfield-council',
  'hazelbrook-academy',
  'met-police',
  'kent-council',
] as const

const hub = hubOf('live')
const { as } = hub

/** A child whom the council has, the police were told of, and the school and a stranger hold a record of. */
async function aChild(agencies: readonly string[] = [COUNCIL, SCHOOL, POLICE, STRANGER]) {
  const { id, records } = await hub.somebody(agencies)
  const here = { kind: 'here', because: 'found', happenedAt: NOON, words: 'Lives here' } as const
  await as(COUNCIL, ctx => changeLead(ctx, id, 0, here))
  // The school watches; the police were told in the case.
  await withClient(hub.owner, async client => {
    await client.query(
      `insert into interest (agency_id, interest_id, record_id, kind, since, expires_at, review_on, reason, legal_basis)
       values ($1, gen_random_uuid(), $2, 'watch', $3, '2027-01-01', '2026-06-01', 'missing-repeatedly', 'ca2004-16la')`,
      [SCHOOL, records[1]?.recordId, NOON],
    )
    await client.query(`update case_event set audience = array[$1::text] where record_id = any($2)`, [
      POLICE,
      records.map(one => one.recordId),
    ])
  })
  return { id, records }
}

function invitation(kind: GuestKind = 'parent'): Invitation {
  const contact = {
    interpreter: true,
    speaks: 'Turkish',
    voicemail: 'never',
    text: 'not-after',
    notAfter: '18:00',
  } as const
  return { kind, name: 'Ms Francis', language: 'en', endsOn: '2026-09-01' as PlainDate, contact }
}

/** Somebody who was invited by the council, took it up and signed in. */
async function aGuest(personId: string, kind: GuestKind = 'parent', at = NOON) {
  const { guestId, link: inviteLink, code } = await as(COUNCIL, ctx => inviteGuest(ctx, personId, invitation(kind)), at)
  const taken = await acceptInvitation(hub.database, { link: inviteLink, code, passphrase: PASSPHRASE }, at)
  const number = taken.kind === 'accepted' ? taken.number : ''
  return { guestId, number, link: inviteLink, code, ...(await session(number, at)) }
}

async function session(number: string, at = NOON) {
  const result = await signInGuest(
    hub.database,
    { number, passphrase: PASSPHRASE },
    { now: at, requestId: randomUUID(), userAgent: undefined },
  )
  const token = result.kind === 'signed-in' ? result.token : ''
  const found = await findSignedIn(hub.database, token, at)
  const does = <T>(work: (ctx: Context) => Promise<T>, now = at): Promise<T> => {
    if (found === undefined) throw new Error(`${number} is not signed in`)
    const { actor, purpose, trailOf } = found
    return unitOfWork(
      hub.database,
      { actor, purpose, trailOf, now, requestId: randomUUID(), newId: randomUUID, randomBytes },
      work,
    )
  }
  return { token, does }
}

const said = (words: string) => ({ kind: 'message', words, danger: false }) as const

describe('an invitation', () => {
  it('is for the agency that has the case, and for no other', async () => {
    const child = await aChild()
    for (const agency of [SCHOOL, POLICE, STRANGER])
      await expect(as(agency, ctx => inviteGuest(ctx, child.id, invitation()))).rejects.toThrow(
        'Only the agency that leads',
      )
    await expect(as('btp', ctx => inviteGuest(ctx, child.id, invitation()))).rejects.toThrow('Page not found')
  })

  it('is taken up once, with link and code together, and signs in at no other door', async () => {
    const child = await aChild()
    const guest = await aGuest(child.id)
    expect(guest.token).not.toBe('')
    const again = { link: guest.link, code: guest.code, passphrase: 'another long passphrase' }
    expect(await acceptInvitation(hub.database, again, NOON)).toEqual({ kind: 'refused' })
    const attempt = {
      purpose: 'safeguarding',
      now: NOON,
      requestId: '',
      userAgent: undefined,
      sessionHours: 8,
    } as const
    const atStaffDoor = { email: `guest:${guest.number.toLowerCase()}`, password: PASSPHRASE }
    expect(await signIn(hub.database, atStaffDoor, attempt)).toEqual({ kind: 'refused' })
  })

  it('is worth nothing after five wrong codes, and after its time', async () => {
    const child = await aChild()
    const guessed = await as(COUNCIL, ctx => inviteGuest(ctx, child.id, invitation()))
    const sent = { link: guessed.link, passphrase: PASSPHRASE }
    for (let tries = 0; tries < MOST_TRIES; tries += 1)
      expect((await acceptInvitation(hub.database, { ...sent, code: '0000-0000' }, NOON)).kind).toBe('refused')
    expect((await acceptInvitation(hub.database, { ...sent, code: guessed.code }, NOON)).kind).toBe('refused')
    const late = await as(COUNCIL, ctx => inviteGuest(ctx, child.id, invitation()))
    expect(late.until).toBe('2026-03-18T23:59:59.000Z')
    const tooLate = '2026-03-19T00:00:00.000Z' as Instant
    const inTime = { link: late.link, code: late.code, passphrase: PASSPHRASE }
    expect((await acceptInvitation(hub.database, inTime, tooLate)).kind).toBe('refused')
    await expect(acceptInvitation(hub.database, { ...inTime, passphrase: 'short' }, NOON)).rejects.toThrow(
      'Nothing was stored',
    )
    expect((await acceptInvitation(hub.database, inTime, NOON)).kind).toBe('accepted')
  })

  it('ends by itself on its day, and a session after a quarter of an hour without use', async () => {
    const child = await aChild()
    const guest = await aGuest(child.id)
    expect(await findSignedIn(hub.database, guest.token, plusMinutes(NOON, 14))).toBeDefined()
    expect(await findSignedIn(hub.database, guest.token, plusMinutes(NOON, 14 + 15))).toBeUndefined()
    const later = await session(guest.number, '2026-09-02T09:00:00.000Z' as Instant)
    expect((await later.does(openOwnPage)).isClosed).toBe(true)
  })
})

describe('a parent writes once', () => {
  it('to the whole team, which acknowledges by name, and nobody else hears of it', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    await mother.does(ctx => writeToTeam(ctx, said('He came home with a bruise and will not say why.')))
    const inbox = async (agency: string) => (await as(agency, listFamilyMessages)).map(one => one.words)
    for (const agency of [COUNCIL, SCHOOL, POLICE])
      expect(await inbox(agency)).toContain('He came home with a bruise and will not say why.')
    expect(await inbox(STRANGER)).toEqual([])
    const mails = await withClient(
      hub.owner,
      async client =>
        (await client.query(`select agency_id, payload from outbox where payload->>'about' = 'family' order by 1`))
          .rows,
    )
    expect(mails.map(mail => mail.agency_id)).toEqual([COUNCIL, SCHOOL, POLICE].toSorted())
    expect(JSON.stringify(mails)).not.toMatch(/bruise|Francis|Robin/)

    const [received] = await as(SCHOOL, listFamilyMessages)
    // One working day after a Wednesday.
    expect(received).toMatchObject({
      answerBy: '2026-03-05T23:59:59.000Z',
      guestName: 'Ms Francis',
      personId: child.id,
    })
    const id = received?.messageId ?? ''
    expect((await as(SCHOOL, ctx => openMessage(ctx, id))).guest?.contact).toMatchObject({ voicemail: 'never' })
    await as(SCHOOL, ctx => replyToFamily(ctx, id, { kind: 'seen', words: '', post: 'teacher' }))
    const answer = { kind: 'reply', words: 'I ring you tonight.', post: 'detective' } as const
    await as(POLICE, ctx => replyToFamily(ctx, id, answer), plusMinutes(NOON, 1))
    const page = await mother.does(openOwnPage)
    expect(page.messages[0]?.replies).toMatchObject([
      { agency: SCHOOL, kind: 'seen', byName: 'Kit Marlow', byPost: 'teacher' },
      { agency: POLICE, kind: 'reply', words: 'I ring you tonight.' },
    ])
    // The rest of the team sees that it was acknowledged.
    expect((await as(COUNCIL, listFamilyMessages))[0]?.replies).toHaveLength(2)
    await expect(as(STRANGER, ctx => openMessage(ctx, id))).rejects.toThrow('Page not found')
    await expect(as(STRANGER, ctx => replyToFamily(ctx, id, { kind: 'seen', words: '', post: 'x' }))).rejects.toThrow(
      'Page not found',
    )
  })

  it('and what nobody acknowledges waits on the start page, then is late', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    const count = async (at: Instant) =>
      (await as(SCHOOL, whatWaits, at))
        .filter(({ kind }) => kind.startsWith('family'))
        .map(({ kind, number }) => [kind, number])
    expect(await count(NOON)).toEqual([])
    await mother.does(ctx => writeToTeam(ctx, said('Who comes on Monday?')))
    expect(await count(NOON)).toEqual([['family', 1]])
    expect(await count('2026-03-06T08:00:00.000Z' as Instant)).toEqual([['family-late', 1]])
    const [received] = await as(COUNCIL, listFamilyMessages)
    await as(COUNCIL, ctx =>
      replyToFamily(ctx, received?.messageId ?? '', { kind: 'seen', words: '', post: 'social worker' }),
    )
    expect(await count('2026-03-06T08:00:00.000Z' as Instant)).toEqual([])
  })

  it('and says what is missing', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    await expect(mother.does(ctx => writeToTeam(ctx, said(' ')))).rejects.toThrow('Nothing was sent')
    await expect(mother.does(ctx => writeToTeam(ctx, { kind: 'advocate', words: '', danger: false }))).rejects.toThrow(
      'not found',
    )
    await expect(
      mother.does(ctx => writeOwnWords(ctx, { words: 'x', readers: 'me', withFamily: false })),
    ).rejects.toThrow('not found')
  })

  it('and not to an agency to which the child is only referred', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    const ask: Parameters<typeof sendReferral>[2] = {
      kind: 'send',
      to: STRANGER as AgencyId,
      service: 'safeguarding',
      words: 'Is driven away',
      wishes: 'to stay',
      consent: 'child',
      consentWhy: '',
      urgency: 'soon',
      name: 'Kit Marlow',
      phone: '01632 960111',
    }
    await as(COUNCIL, ctx => sendReferral(ctx, child.id, ask))
    await mother.does(ctx => writeToTeam(ctx, said('Only for those who know him.')))
    const words = async (agency: string) => (await as(agency, listFamilyMessages)).map(one => one.words)
    expect(await words(COUNCIL)).toContain('Only for those who know him.')
    expect(await words(STRANGER)).not.toContain('Only for those who know him.')
  })
})

describe('the team shows', () => {
  it('what it puts on one page, to that guest alone, and takes back its own', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    const boy = await aGuest(child.id, 'young-person')
    const note = { kind: 'note', words: 'We meet on Monday.', facts: {}, post: 'social worker' } as const
    const entryId = await as(SCHOOL, ctx => addEntry(ctx, mother.guestId, note))
    await expect(as(STRANGER, ctx => addEntry(ctx, mother.guestId, note))).rejects.toThrow('Page not found')
    expect((await mother.does(openOwnPage)).entries).toMatchObject([
      { words: 'We meet on Monday.', byName: 'Kit Marlow' },
    ])
    expect((await boy.does(openOwnPage)).entries).toEqual([])
    expect((await as(POLICE, ctx => openFamily(ctx, child.id))).entries).toHaveLength(1)
    await expect(as(POLICE, ctx => takeEntryBack(ctx, entryId))).rejects.toThrow('Page not found')
    await as(SCHOOL, ctx => takeEntryBack(ctx, entryId))
    expect((await mother.does(openOwnPage)).entries).toEqual([])
  })

  it('nothing of itself to an agency that is not on it', async () => {
    const child = await aChild()
    await aGuest(child.id)
    const seen = await as(STRANGER, ctx => openFamily(ctx, child.id))
    expect([seen.guests, seen.messages, seen.entries, seen.words, seen.mayInvite]).toEqual([[], [], [], [], false])
  })

  it('what to know before it rings, as the agency that invited last wrote it', async () => {
    const child = await aChild()
    const { guestId } = await aGuest(child.id)
    const contact = { interpreter: false, voicemail: 'any-time', text: 'never', phone: '07700 900123' } as const
    await as(COUNCIL, ctx => changeContact(ctx, guestId, contact))
    await expect(as(SCHOOL, ctx => changeContact(ctx, guestId, contact))).rejects.toThrow('Page not found')
    expect((await as(SCHOOL, ctx => openFamily(ctx, child.id))).guests[0]?.contact).toEqual(contact)
  })
})

describe('a young person', () => {
  it('is apart from the parent: neither sees that the other is there', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    const boy = await aGuest(child.id, 'young-person')
    await boy.does(ctx => writeToTeam(ctx, said('Please do not tell my mum.')))
    await boy.does(ctx => writeToTeam(ctx, { kind: 'unsafe', words: '', danger: false }))
    await boy.does(ctx =>
      writeOwnWords(ctx, { words: 'I want to go back to football.', readers: 'team', withFamily: false }),
    )
    await mother.does(ctx => writeToTeam(ctx, said('Is he at school?')))
    const hers = await mother.does(openOwnPage)
    expect(hers.messages.map(one => one.words)).toEqual(['Is he at school?'])
    expect(hers.words).toEqual([])
    expect((await boy.does(openOwnPage)).messages.map(one => one.kind).toSorted()).toEqual(['message', 'unsafe'])
    // What he writes goes to who invited him, and no further by itself.
    expect((await as(SCHOOL, listFamilyMessages)).map(one => one.words)).not.toContain('Please do not tell my mum.')
    expect((await as(COUNCIL, listFamilyMessages)).map(one => one.words)).toContain('Please do not tell my mum.')
    // Straight at the tables, with nothing but row security between.
    const tables = [
      'family_guest',
      'family_message',
      'family_reply',
      'family_entry',
      'family_words',
      'record',
      'case_event',
      'event',
    ]
    for (const table of tables) {
      const rows = await mother.does(
        async ctx =>
          (await sql<{ r: unknown }>`select to_jsonb(t) as r from ${sql.table(table)} t`.execute(ctx.tx)).rows,
      )
      expect([table, JSON.stringify(rows).includes(boy.guestId)]).toEqual([table, false])
      if (!table.startsWith('family')) expect([table, rows]).toEqual([table, []])
    }
  })

  it('says who reads the own words, changes them, and changes their mind for all versions', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    const boy = await aGuest(child.id, 'young-person')
    const read = async (agency: string) =>
      (await as(agency, ctx => openFamily(ctx, child.id))).words.map(one => one.words)
    const write = (words: string, readers: 'me' | 'worker' | 'team', withFamily = false) =>
      boy.does(ctx => writeOwnWords(ctx, { words, readers, withFamily }))
    await write('One', 'team')
    expect([await read(COUNCIL), await read(SCHOOL)]).toEqual([['One'], ['One']])
    await write('Two', 'worker', true)
    expect([await read(COUNCIL), await read(SCHOOL)]).toEqual([['Two', 'One'], []])
    expect((await mother.does(openOwnPage)).words.map(one => one.words)).toEqual(['Two', 'One'])
    await write('Three', 'me')
    expect([await read(COUNCIL), await read(SCHOOL)]).toEqual([[], []])
    expect((await mother.does(openOwnPage)).words).toEqual([])
    expect((await boy.does(openOwnPage)).words.map(one => [one.version, one.words])).toEqual([
      [3, 'Three'],
      [2, 'Two'],
      [1, 'One'],
    ])
  })
})

describe('a parent who may be the exploiter', () => {
  it('is shut out in one step, everywhere, and what was written stays', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    const second = await session(mother.number)
    await mother.does(ctx => writeToTeam(ctx, said('Where is he now?')))
    await as(COUNCIL, ctx =>
      addEntry(ctx, mother.guestId, { kind: 'note', words: 'A visit on Monday', facts: {}, post: 'social worker' }),
    )
    await expect(as(COUNCIL, ctx => endAccess(ctx, mother.guestId, ' '))).rejects.toThrow('Nothing was changed')
    await expect(as(SCHOOL, ctx => endAccess(ctx, mother.guestId, 'may exploit him'))).rejects.toThrow('Page not found')
    await as(COUNCIL, ctx => endAccess(ctx, mother.guestId, 'May be the one who exploits him'))
    await expect(as(COUNCIL, ctx => endAccess(ctx, mother.guestId, 'again'))).rejects.toThrow('closed already')
    for (const token of [mother.token, second.token])
      expect(await findSignedIn(hub.database, token, NOON)).toBeUndefined()
    // Even with a session that is still in somebody's hands.
    await expect(second.does(ctx => writeToTeam(ctx, said('Let me in')))).rejects.toThrow('Page not found')
    const later = await session(mother.number)
    const page = await later.does(openOwnPage)
    expect([page.isClosed, page.entries, page.messages, page.words]).toEqual([true, [], [], []])
    expect(JSON.stringify(page)).not.toContain('exploit')
    const kept = await as(SCHOOL, ctx => openFamily(ctx, child.id))
    expect(kept.messages.map(one => one.words)).toEqual(['Where is he now?'])
    expect(kept.guests).toMatchObject([{ endedName: 'Kit Marlow', endedWhy: 'May be the one who exploits him' }])
  })

  it('who was never let in cannot come later', async () => {
    const child = await aChild()
    const invited = await as(COUNCIL, ctx => inviteGuest(ctx, child.id, invitation()))
    await as(COUNCIL, ctx => endAccess(ctx, invited.guestId, 'Sent to the wrong person'))
    const sent = { link: invited.link, code: invited.code, passphrase: PASSPHRASE }
    expect(await acceptInvitation(hub.database, sent, NOON)).toEqual({ kind: 'refused' })
  })
})

describe('a guest', () => {
  it('reaches no person, no list and no search, whatever is asked', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    for (const work of [
      (ctx: Context): Promise<unknown> => openFamily(ctx, child.id),
      (ctx: Context): Promise<unknown> => openCase(ctx, child.id),
      (ctx: Context): Promise<unknown> => listFamilyMessages(ctx),
      (ctx: Context): Promise<unknown> => endAccess(ctx, mother.guestId, 'x'),
    ])
      await expect(mother.does(ctx => work(ctx))).rejects.toThrow('Page not found')
  })

  it('is on the trail of who invited them, refusals too', async () => {
    const child = await aChild()
    const mother = await aGuest(child.id)
    await mother.does(openOwnPage)
    await expect(mother.does(ctx => openFamily(ctx, child.id))).rejects.toThrow('Page not found')
    const entries = await withClient(
      hub.owner,
      async client =>
        (
          await client.query(
            `select agency_id, action, allowed from audit_entry where actor_id = $1 and action <> 'session.start' order by seq`,
            [mother.guestId],
          )
        ).rows,
    )
    expect(entries).toEqual([
      { agency_id: COUNCIL, action: 'guest.read', allowed: true },
      { agency_id: COUNCIL, action: 'family.read', allowed: false },
    ])
  })

  it('stays with the child when the record on which the invitation hangs is withdrawn', async () => {
    const child = await aChild([COUNCIL, SCHOOL])
    const mother = await aGuest(child.id)
    const own = child.records[0]
    await as(COUNCIL, ctx => withdrawRecords(ctx, [own?.recordId ?? '']), NOON, ['operator', 'safeguarding'])
    await mother.does(ctx => writeToTeam(ctx, said('Still here')))
    const received = (await as(SCHOOL, listFamilyMessages)).find(one => one.words === 'Still here')
    expect(
      (await as(SCHOOL, ctx => openFamily(ctx, received?.personId ?? ''))).guests.map(one => one.guestId),
    ).toContain(mother.guestId)
  })
})

it('a message whose writer belongs to nobody any more still reaches who invited them', async () => {
  const child = await aChild()
  const mother = await aGuest(child.id)
  await withClient(hub.owner, async client => {
    await client.query('update family_guest set record_id = gen_random_uuid() where guest_id = $1', [mother.guestId])
  })
  await mother.does(ctx => writeToTeam(ctx, said('Is anybody there?')))
  const [received] = (await as(COUNCIL, listFamilyMessages)).filter(one => one.words === 'Is anybody there?')
  expect(received).toMatchObject({ personId: null, guestName: 'Ms Francis' })
  expect((await as(COUNCIL, ctx => openMessage(ctx, received?.messageId ?? ''))).guest).toBeUndefined()
  expect(await as(COUNCIL as AgencyId, listFamilyMessages)).not.toEqual([])
})
