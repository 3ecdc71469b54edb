import { randomBytes, randomUUID } from 'node:crypto'
import type { PoolConfig } from 'pg'
import { type Purpose, type Role, ROLES } from '#domain/actor.ts'
import { guestKey } from '#domain/family.ts'
import type { MissingReported } from '#domain/missing-step.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { SignTold } from '#domain/sign.ts'
import { londonDay } from '#domain/values/london.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { type Context, unitOfWork, type Who } from '#services/context.ts'
import { type EncounterReport, reportEncounter } from '#services/encounters.ts'
import { prepareInstallation } from '#services/installation.ts'
import { receiveConcern } from '#services/concerns.ts'
import { judge } from '#services/judgements.ts'
import { changeMeeting } from '#services/meetings.ts'
import { changePanel, openPanel } from '#services/panels.ts'
import { askForSigns } from '#services/sign-questions.ts'
import { noteBreach, recordOrder } from '#services/orders.ts'
import { recordSign } from '#services/signs.ts'
import { hashPassword } from '#services/passwords.ts'
import { loadReference } from '#store/reference.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { share } from '#test/people.ts'
import { withClient } from '#test/own-server.ts'
import { reportMissing } from '#services/missing-changes.ts'
import { askToShare } from '#services/sharing.ts'
import { type Place, PLACES } from './secrets.ts'

/** A signed-in user of the world, for one purpose. */
export interface Session {
  readonly place: Place
  readonly role: Role
  readonly purpose: Purpose
  readonly userId: string
  readonly token: string
  readonly csrf: string
}

/** What addresses name: things of the world, or things that do not exist. */
export interface Ids {
  /** Held by the holder; one of its records was shared with the audience. */
  readonly person: string
  /** Reported by the holder; an alert shared it with the audience. */
  readonly encounter: string
  readonly encounterReference: string
  /** Of the holder, with one refused row. */
  readonly batch: string
  /** To the audience. */
  readonly alert: string
  /** A message to the audience that could not be sent. */
  readonly letter: string
  /** Of the holder. */
  readonly watch: string
  /** What somebody without an account told the holder. */
  readonly concern: string
  /** The machine's word on a record of the holder and one of the audience: to be reviewed. */
  readonly link: string
  /** Of whom both hold a record, and the holder more than the audience was told. */
  readonly child: string
  /** The audience asks the holder for what it holds of that child. */
  readonly request: string
  /** The same, as the thing that is to be answered. */
  readonly asked: string
  /** Of that child, recorded by the holder, which asks the audience to answer. */
  readonly sign: string
  /** The same, as the thing that is to be answered. */
  readonly signAsked: string
  /** The holder asks the audience whether it has seen signs of that child. */
  readonly question: string
  /** The same, as the thing that is to be answered. */
  readonly questionAsked: string
  /** Of that child, made by the holder and shown to the audience. */
  readonly judgement: string
  /** Of that child, held by the holder and shown to the audience. */
  readonly order: string
  /** About that child, called by the holder, and held without the audience that was asked. */
  readonly meeting: string
  readonly panel: string
  /** An item of it that the audience sees, and one that only the holder does. */
  readonly panelItem: string
  readonly panelKept: string
  /** An action of the holder's, and the audience's. */
  readonly panelAction: string
  /** That the holder reported the child missing, and the child was found. */
  readonly episode: string
  /** The same, as the thing on the page of the child. */
  readonly reported: string
  /** Invited by the holder to a page about that child; the audience is on the team. */
  readonly guest: string
  /** The same, of somebody who never came. */
  readonly closing: string
  /** What the holder put on the page of that guest. */
  readonly familyEntry: string
  /** What that guest wrote to the holder and the audience. */
  readonly familyMessage: string
}

const PASSWORD = 'a long corridor with nine doors'

/** What a neighbour told the holder. */
const WORRY = {
  agency: PLACES.holder as AgencyId,
  language: 'en',
  sender: 'neighbour',
  said: { worry: 'Marigoldine is fetched at night', name: 'Marigoldine', contact: 'Mrs Abernethie', danger: false },
  key: 'a-form-of-twenty-two-x',
} as const

/** The small world: an app on a database of its own, its people, and who may sign in. */
export interface World {
  readonly test: TestApp
  readonly ids: Ids
  /** A login that may look behind row security; database and server are the world's own. */
  readonly owner: PoolConfig
  /** The one user of an agency with this role, signed in for a purpose; the same session each time. */
  readonly session: (place: Place, role: Role, purpose: Purpose) => Promise<Session>
  /** Another session of the same user, to be ended. */
  readonly newSession: (place: Place, role: Role, purpose: Purpose) => Promise<Session>
  /** Rows of a statement that is run behind row security. */
  readonly behind: <T>(statement: string, values?: readonly unknown[]) => Promise<readonly T[]>
  readonly close: () => Promise<void>
}

/** Build the world through the server itself: files sent over the API, an encounter reported, an alert raised by it. */
export async function openWorld(): Promise<World> {
  const test = await testApp({ limits: { general: 1_000_000, signIn: 10_000 } })
  await prepareInstallation(test.database, loadReference(), 'live')
  const users = await addUsers(test)
  const kept = new Map<string, Promise<Session>>()
  const newSession = (place: Place, role: Role, purpose: Purpose) => signIn(test, users, place, role, purpose)
  const session = (place: Place, role: Role, purpose: Purpose) => {
    const key = `${place} ${role} ${purpose}`
    const found = kept.get(key) ?? newSession(place, role, purpose)
    kept.set(key, found)
    return found
  }
  const behind = <T>(statement: string, values: readonly unknown[] = []) =>
    withClient(test.owner, async client => {
      await client.query('set role throughline_linkage')
      return (await client.query(statement, [...values])).rows as readonly T[]
    })
  const send = async (place: Place, mapping: string, fileName: string, lines: readonly string[]) =>
    sendFile(test, await session(place, 'data-steward', 'data-quality'), { mapping, fileName, lines })
  const ids = await populate(test, users, send)
  return { test, ids, owner: test.owner, session, newSession, behind, close: test.close }
}

/** Ids in the same form as those of the world, of things that are not there. */
export function nobodys(ids: Ids): Ids {
  const made = Object.fromEntries(Object.keys(ids).map(name => [name, randomUUID()]))
  return { ...ids, ...made, encounterReference: 'ENC-0000-00', letter: '999999' }
}

type Users = ReadonlyMap<string, { readonly id: UserId; readonly name: string }>

async function addUsers({ database }: TestApp): Promise<Users> {
  const passwordHash = await hashPassword(PASSWORD)
  return database.transaction('', async tx => {
    const users = new Map<string, { id: UserId; name: string }>()
    for (const [place, agency] of Object.entries(PLACES)) {
      for (const role of ROLES) {
        const name = `User ${place} ${role}`
        const email = emailOf(place, role)
        const known = role === 'guest' ? { id: guestIdOf(place) } : {}
        const id = await insertUser(tx, {
          ...known,
          agency: agency as AgencyId,
          email,
          name,
          roles: [role],
          passwordHash,
        })
        users.set(email, { id, name })
      }
    }
    return users
  })
}

async function signIn({ app }: TestApp, users: Users, place: Place, role: Role, purpose: Purpose): Promise<Session> {
  const email = emailOf(place, role)
  if (role === 'guest') return signInGuest(app, place, purpose)
  const started = await app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    payload: { email, password: PASSWORD, purpose },
  })
  if (started.statusCode !== 201) throw new Error(`${email} could not sign in for ${purpose}: ${started.statusCode}`)
  const token: string = started.json().token
  const { body } = await app.inject({ url: '/account', headers: { cookie: `throughline_session=${token}` } })
  const csrf = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? ''
  return { place, role, purpose, userId: users.get(email)?.id ?? '', token, csrf }
}

/** Guests sign in at their own door, and choose no purpose. */
async function signInGuest(app: TestApp['app'], place: Place, purpose: Purpose): Promise<Session> {
  if (purpose !== 'safeguarding') throw new Error(`a guest could not sign in for ${purpose}`)
  const payload = new URLSearchParams({ number: numberOf(place), passphrase: PASSWORD }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const started = await app.inject({ method: 'POST', url: '/my-page/in', headers, payload })
  const token = started.cookies.find(({ name }) => name === 'throughline_session')?.value
  if (token === undefined) throw new Error(`the guest of ${place} could not sign in: ${started.statusCode}`)
  const { body } = await app.inject({ url: '/my-page', headers: { cookie: `throughline_session=${token}` } })
  const csrf = /name="_csrf" value="([^"]+)"/.exec(body)?.[1] ?? ''
  return { place, role: 'guest', purpose, userId: guestIdOf(place), token, csrf }
}

/** The number of the guest of an agency. */
function numberOf(place: string): string {
  return `1111-111${Object.keys(PLACES).indexOf(place)}`
}

function guestIdOf(place: string): UserId {
  return `00000000-0000-4000-8000-00000000000${Object.keys(PLACES).indexOf(place)}` as UserId
}

/** A young person's page at each agency: those of holder and audience are about the same child, that of the stranger about nobody who is held. */
async function inviteFamily(
  { database, now }: TestApp,
  records: Readonly<Record<Place, string>>,
): Promise<Pick<Ids, 'guest' | 'closing' | 'familyEntry' | 'familyMessage'>> {
  const [closing, familyEntry, familyMessage] = [randomUUID(), randomUUID(), randomUUID()]
  const guests = Object.keys(PLACES) as readonly Place[]
  const names = { holder: 'Lovibond', audience: 'Penhallow', stranger: 'nobody' }
  const invite = (place: Place, id: string, number: string) =>
    database.transaction(PLACES[place], tx =>
      tx
        .insertInto('family_guest')
        .values({
          agency_id: PLACES[place],
          guest_id: id,
          guest_key: guestKey(id),
          record_agency: PLACES[place],
          record_id: records[place],
          kind: 'young-person',
          number,
          name: names[place],
          language: 'en',
          contact: JSON.stringify({ interpreter: false, voicemail: 'never', text: 'never' }),
          link_until: now(),
          ends_on: '2026-12-01',
          invited_by: 'somebody',
          invited_name: 'Somebody',
          invited_at: now(),
          accepted_at: now(),
        })
        .execute(),
    )
  for (const place of guests) await invite(place, guestIdOf(place), numberOf(place))
  await invite('holder', closing, '2222-2222')
  const guest = guestIdOf('holder')
  const audience = [PLACES.holder, PLACES.audience]
  await database.transaction(guestKey(guest), tx =>
    tx
      .insertInto('family_message')
      .values({
        agency_id: guestKey(guest),
        message_id: familyMessage,
        guest_id: guest,
        kind: 'message',
        danger: false,
        words: 'came in at dawn with Sorrelina',
        language: 'en',
        at: now(),
        answer_by: now(),
        audience,
      })
      .execute(),
  )
  await database.transaction(PLACES.holder, tx =>
    tx
      .insertInto('family_entry')
      .values({
        agency_id: PLACES.holder,
        entry_id: familyEntry,
        guest_id: guest,
        kind: 'note',
        words: 'bring the Trelissick form',
        facts: '{}',
        by_user: 'somebody',
        by_name: 'Somebody',
        by_post: 'a constable',
        at: now(),
        audience: [...audience, guestKey(guest)],
      })
      .execute(),
  )
  return { guest, closing, familyEntry, familyMessage }
}

function emailOf(place: string, role: string): string {
  if (role === 'guest') return `guest:${numberOf(place)}`
  return `${role}@${place}.example`
}

async function sendFile(
  { app }: TestApp,
  session: Session,
  file: { readonly mapping: string; readonly fileName: string; readonly lines: readonly string[] },
): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/batches?mapping=${file.mapping}&fileName=${file.fileName}`,
    headers: { authorization: `Bearer ${session.token}`, 'content-type': 'text/csv' },
    payload: file.lines.map(line => `${line}\n`).join(''),
  })
  if (answer.statusCode !== 201) throw new Error(`${file.fileName} was answered ${answer.statusCode}: ${answer.body}`)
  return answer.json().id
}

const ENCOUNTER: EncounterReport = {
  circumstance: 'spoken-to',
  place: 'Gantrymoor Halt',
  person: { givenName: 'Zephyrine', familyName: 'Quillfeather', dateOfBirth: '2011-03-12', phone: '07700 900641' },
  description: 'carried a Harlequin rucksack',
  observations: [],
  withWhom: 'Bronwenna Tasker',
  note: 'Sootmark on sleeve',
}

/** Somebody who says no name, and may be the child of a restricted record of the audience. */
const NAMELESS: EncounterReport = {
  circumstance: 'spoken-to',
  place: 'Station Road',
  person: { dateOfBirth: '2011-07-04', phone: '07700 900643' },
  observations: [],
}

async function populate(
  test: TestApp,
  users: Users,
  send: (place: Place, mapping: string, fileName: string, lines: readonly string[]) => Promise<string>,
): Promise<Ids> {
  const batch = await send('holder', 'person-list', 'zebrawood-list.csv', [
    'record_id,given_name,family_name,date_of_birth,phone,address,aliases,restricted',
    'EX-ZQ-77120,Zephyrine,Quillfeather,2011-03-12,07700 900641,"3 Marlpit Lane, Colchester",Zephbird,',
    'EX-PU-31007,Peregrina,Umberslade,2010-08-30,,"9 Tolpuddle Rise, Braintree",,',
    'EX-LW-20993,Lysandra,Wimborough,2009-11-02,07700 900642,"17 Fennelgate Row, Harlow",,',
    'EX-OT-44018,Ottoline,Thistlewood,2010-05-17,,"40 Sandringham Close, Witham",,',
    'EX-CV-10002,Cordeliana,Vexmoor,2008-01-09,,,,yes',
    'EX-CM-10003,Celestinia,Marchbanks,2010-06-21,,"2 Wherry Lane, Maldon",,yes',
    ',Wilhelmtrude,Abernethy,2010-01-04,,,,',
  ])
  await send('holder', 'watch-cohort', 'watches.csv', [
    'watch_id,given_name,family_name,date_of_birth,phone,reason,legal_basis,added_on,review_on,expires_on,note,restricted',
    'W-1,Lysandra,Wimborough,2009-11-02,07700 900642,missing-repeatedly,ca2004-16la,2026-02-01,2026-05-01,2026-12-01,worried about Ezekielus,',
    'W-2,Evangelista,Thornbyre,2010-02-27,,missing-repeatedly,ca2004-16la,2026-02-01,2026-05-01,2026-12-01,,yes',
  ])
  await send('audience', 'person-list', 'people.csv', [
    'record_id,given_name,family_name,date_of_birth,phone,address',
    'MP-OC-44019,Octavian,Thistlewood,2010-05-17,,"40 Sandringham Close, Witham"',
    'MP-VM-44020,Valentine,Marchbanks,2010-06-21,,"2 Wherry Lane, Maldon"',
  ])
  await send('audience', 'police-missing', 'missing.csv', [
    'report_id,given_name,family_name,date_of_birth,phone,reported_at,status,last_seen_place,notes,restricted',
    'MP-55-90817,Zephyrine,Quillfeather,2011-03-12,07700 900641,2026-03-03T18:00:00Z,missing,Cobblewick House,asked after Thaddeus Orme,',
    'MP-55-90818,Rosalindra,Hawksmoor,2011-07-04,07700 900643,2026-03-03T19:00:00Z,missing,,,yes',
  ])
  const who = whoOf(test, users, 'holder', 'practitioner')
  const met = await unitOfWork(test.database, who, ctx => reportEncounter(ctx, ENCOUNTER))
  await unitOfWork(test.database, who, ctx => reportEncounter(ctx, NAMELESS))
  await receiveConcern(test.database, WORRY, test.now())
  const held = await findHeld(test)
  await share(test.owner, { agency: PLACES.holder, recordId: held.shared }, PLACES.audience)
  const manager = whoOf(test, users, 'audience', 'manager')
  const terms = { holder: PLACES.holder as AgencyId, reason: 'a strategy meeting', gateway: 'ca2004-10-11', days: 30 }
  const request = await unitOfWork(test.database, manager, ctx => askToShare(ctx, held.child, terms))
  const gone: MissingReported = {
    kind: 'reported',
    status: 'missing',
    riskLevel: 'medium',
    why: 'left her phone at Juniperley Hall',
    since: plusMinutes(test.now(), -24 * 60),
    until: plusMinutes(test.now(), -12 * 60),
  }
  const { recordId: episode } = await unitOfWork(test.database, who, ctx => reportMissing(ctx, held.child, gone))
  return {
    ...held,
    ...(await saySigns(test, users, held.child)),
    order: await makeOrder(test, users, held.child),
    meeting: await holdMeeting(test, users, held.child),
    ...(await callPanel(test, users, held.child)),
    request,
    asked: request,
    episode,
    reported: episode,
    ...(await inviteFamily(test, await recordsOf(test))),
    ...(await findTold(test, met.encounterId)),
    batch,
    encounter: met.encounterId,
    encounterReference: met.reference,
  }
}

/** A sign, a question and a judgement that the holder opens to the audience, and a sign and a judgement that it keeps to itself. */
async function saySigns(
  test: TestApp,
  users: Users,
  child: string,
): Promise<Pick<Ids, 'sign' | 'signAsked' | 'question' | 'questionAsked' | 'judgement'>> {
  const who = whoOf(test, users, 'holder', 'manager')
  const audience = PLACES.audience as AgencyId
  const told: SignTold = {
    indicator: 'other-possible',
    words: 'smelled of tarragon',
    seenBy: 'a constable',
    seenOn: '2026-03-03' as PlainDate,
    grade: 'seen',
    origin: { kind: 'own' },
    askedAgency: audience,
  }
  const kept = { ...told, words: 'hid pennyroyal in a sock', askedAgency: PLACES.holder as AgencyId }
  const judged = { reasons: 'two sources', exploitation: ['criminal'], reviewOn: '2026-04-01' as PlainDate }
  const shown = { ...judged, words: 'held by an older cousin, Gideonite', showTo: [audience] }
  const unshown = { ...judged, words: 'judged in Pumpernickel house', showTo: [] }
  const question = { agency: audience, words: 'has he been to Wivenhoe quay' }
  const say = <T>(work: (ctx: Context) => Promise<T>) => unitOfWork(test.database, who, work)
  await say(ctx => recordSign(ctx, child, kept))
  await say(ctx => judge(ctx, child, unshown))
  const signed = await say(ctx => recordSign(ctx, child, told))
  const asked = await say(ctx => askForSigns(ctx, child, question))
  const judgement = await say(ctx => judge(ctx, child, shown))
  return { sign: signed, signAsked: signed, question: asked, questionAsked: asked, judgement }
}

/** An order that the holder shows to the audience, and a note that it keeps. */
async function makeOrder(test: TestApp, users: Users, child: string): Promise<string> {
  const who = whoOf(test, users, 'holder', 'manager')
  const made = '2026-03-02' as PlainDate
  return unitOfWork(test.database, who, async ctx => {
    const order = await recordOrder(ctx, child, {
      kind: 'slavery-trafficking-risk-order',
      isInterim: false,
      issuedBy: 'a magistrates court',
      issuedOn: made,
      from: made,
      born: '2009-03-12' as PlainDate,
      conditions: { other: 'stay clear of Whortleberry wharf' },
      showTo: [PLACES.audience as AgencyId],
    })
    await noteBreach(ctx, order, 0, {
      kind: 'possible-breach',
      at: plusMinutes(test.now(), -60),
      seen: 'waited by the Dandelion kiosk',
      seenBy: 'a constable',
      account: 'said that Bartholomede sent her',
    })
    return order
  })
}

/** A meeting that the holder called and minuted, and to which the audience was asked; and one to which it was not. */
async function holdMeeting(test: TestApp, users: Users, child: string): Promise<string> {
  const who = whoOf(test, users, 'holder', 'manager')
  const holder = PLACES.holder as AgencyId
  const call = {
    kind: 'call',
    meeting: 'child-exploitation',
    at: plusMinutes(test.now(), -60),
    where: 'by telephone',
    chair: { agency: holder, name: 'a sergeant' },
  } as const
  return unitOfWork(test.database, who, async ctx => {
    const kept = 'what the Saxifrage yard is used for'
    await changeMeeting(ctx, child, { ...call, asked: ['essex-council' as AgencyId], words: kept })
    const { meeting } = await changeMeeting(ctx, child, {
      ...call,
      asked: [PLACES.audience as AgencyId],
      words: 'how she is kept from Celandine mews',
    })
    await changeMeeting(ctx, child, {
      kind: 'minute',
      meetingId: meeting.meetingId,
      present: [{ agency: holder, names: 'a sergeant' }],
      childSaid: 'she fears the Hellebore lads',
      familySaid: 'nobody could ask',
      outcome: undefined,
      decisions: [],
      words: 'what is known of the mews',
    })
    return meeting.meetingId
  })
}

/** A panel that the holder called and to which the audience was asked, with an item that it sees and one that it does not. */
async function callPanel(test: TestApp, users: Users, child: string) {
  const who = whoOf(test, users, 'holder', 'manager')
  const holder = PLACES.holder as AgencyId
  const audience = PLACES.audience as AgencyId
  return unitOfWork(test.database, who, async ctx => {
    const panelId = await changePanel(ctx, {
      kind: 'call',
      panel: 'mace',
      area: 'Essex',
      at: plusMinutes(test.now(), 30),
      where: 'by telephone',
      chair: { agency: holder, name: 'a sergeant' },
      asked: [audience],
      words: 'what happens around Gorsebrake mews',
    })
    const put = async (heading: string, sees: readonly AgencyId[]) => {
      const item = { about: 'child', personId: child, heading, asks: 'who helps her', fact: '', source: '' } as const
      await changePanel(ctx, { ...item, kind: 'put', panelId, sees, words: 'she is brought there' })
      return (await openPanel(ctx, panelId)).panel.items.find(one => one.heading === heading)?.itemId ?? ''
    }
    const panelItem = await put('she of Tamariskwell', [audience])
    const panelKept = await put('what Mallowhurst hides', [])
    await changePanel(ctx, {
      kind: 'minute-item',
      panelId,
      itemId: panelKept,
      words: 'what was said of Mallowhurst',
      childSaid: 'she dreams of Ivoryholt',
      decision: 'to ask her',
      reason: 'nobody did',
      actions: [
        { text: 'ask at Mallowhurst', owner: { agency: holder, name: 'a sergeant' }, dueOn: londonDay(test.now()) },
      ],
    })
    const { panel } = await openPanel(ctx, panelId)
    const panelAction = panel.items.flatMap(one => one.actions)[0]?.actionId ?? ''
    return { panel: panelId, panelItem, panelKept, panelAction }
  })
}

function whoOf(test: TestApp, users: Users, place: Place, role: Role): Who {
  const user = users.get(emailOf(place, role))
  if (user === undefined) throw new Error(`${place} has no ${role}`)
  const actor = { ...user, agency: PLACES[place] as AgencyId, team: undefined, roles: [role] }
  return { actor, purpose: 'safeguarding', now: test.now(), requestId: randomUUID(), newId: randomUUID, randomBytes }
}

/** A record of the child whom holder and audience both hold, of each; of the stranger none. */
async function recordsOf({ database }: TestApp): Promise<Readonly<Record<Place, string>>> {
  const recordOf = (agency: string, sourceId: string) =>
    database.transaction(agency, async tx => {
      const found = tx.selectFrom('record').select('record_id').where('source_id', '=', sourceId)
      return (await found.executeTakeFirstOrThrow()).record_id
    })
  return {
    holder: await recordOf(PLACES.holder, 'EX-ZQ-77120'),
    audience: await recordOf(PLACES.audience, 'MP-55-90817'),
    stranger: randomUUID(),
  }
}

/** What the holder's files made of its own, by the numbers that they gave. */
function findHeld({ database }: TestApp) {
  return database.transaction(PLACES.holder, async tx => {
    const recordOf = async (sourceId: string) => {
      const found = tx.selectFrom('record').select('record_id').where('source_id', '=', sourceId)
      return (await found.executeTakeFirstOrThrow()).record_id
    }
    const shared = await recordOf('EX-PU-31007')
    const twin = await recordOf('EX-OT-44018')
    const personOf = tx.selectFrom('member').select('person_id')
    const { person_id: child } = await personOf
      .where('record_id', '=', await recordOf('EX-ZQ-77120'))
      .executeTakeFirstOrThrow()
    const { person_id: person } = await personOf.where('record_id', '=', shared).executeTakeFirstOrThrow()
    const { interest_id: watch } = await tx
      .selectFrom('interest')
      .select('interest_id')
      .where('record_id', '=', await recordOf('W-1'))
      .executeTakeFirstOrThrow()
    const { concern_id: concern } = await tx.selectFrom('concern').select('concern_id').executeTakeFirstOrThrow()
    const { decision_id: link } = await tx
      .selectFrom('link_decision')
      .select('decision_id')
      .where('outcome', '=', 'review')
      .where(eb => eb.or([eb('left_record', '=', twin), eb('right_record', '=', twin)]))
      .executeTakeFirstOrThrow()
    return { person, child, shared, watch, concern, link }
  })
}

/** What the encounter made of the audience's; and a message to it that was given up. */
function findTold({ database, now }: TestApp, encounterId: string) {
  return database.transaction(PLACES.audience, async tx => {
    const alert = await tx
      .selectFrom('alert')
      .select(['alert_id', 'tells'])
      .where('encounter_id', '=', encounterId)
      .executeTakeFirstOrThrow()
    if (alert.tells !== 'encounter') throw new Error('The alert does not tell the encounter: linkage is not sure')
    const payload = JSON.stringify({ about: 'watches', team: null })
    const given = { agency_id: PLACES.audience, kind: 'mail', created_at: now(), run_after: now(), attempts: 10 }
    const letter = await tx
      .insertInto('outbox')
      .values({ ...given, key: 'given-up', payload, dead_at: now(), last_error: 'the server did not answer' })
      .returning('message_id')
      .executeTakeFirstOrThrow()
    return { alert: alert.alert_id, letter: String(letter.message_id) }
  })
}
