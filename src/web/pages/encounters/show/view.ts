import type { Answer, Ring } from '#domain/encounter.ts'
import { agencyName, type Reference, teamName } from '#services/contacts.ts'
import type { OpenEncounter, OrderAsked, Telling, Told } from '#services/encounter-file.ts'
import { orderLabel } from '#services/orders.ts'
import { agoText, lengthText, momentText } from '../../../dates.ts'
import { FIELD_WORDS } from '../../../words.ts'
import type { PageModel } from '../../page.ts'

/** One agency that was told, in words. */
export interface ToldLine {
  readonly agency: string
  readonly how: string
  readonly tag: { readonly text: string; readonly classes: string }
}

/** Whom to ring, as the ring card takes it. */
export interface RingCard {
  readonly who: string
  readonly numbers: readonly { readonly label: string; readonly number: string; readonly href: string }[]
  readonly reference: string
  readonly note: string | undefined
}

/** What came to be known after the answer: a band as the answer has one, and whom to ring. */
export interface LaterBand {
  readonly id: string
  readonly title: string
  readonly tone: 'danger' | 'possible'
  readonly rings: readonly RingCard[]
}

/** Exactly what news.njk prints: the parts of the page that keep themselves up to date. */
export interface NewsPage extends PageModel {
  /** Of the answer; empty for those who did not report it. */
  readonly title: string
  readonly later: readonly LaterBand[]
  readonly told: readonly ToldLine[]
}

/** Exactly what page.njk prints. */
export interface EncounterPage extends PageModel {
  readonly id: string
  readonly reference: string
  readonly own: boolean
  readonly caption: string
  readonly band: (Band & { readonly live: { readonly id: string; readonly from: string } | undefined }) | undefined
  readonly doNow: readonly string[]
  readonly assumeNot: readonly string[]
  readonly rings: readonly RingCard[]
  readonly offerDuty: boolean
  readonly dutyTold: boolean
  readonly later: readonly LaterBand[]
  readonly told: readonly ToldLine[]
  readonly facts: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[]
  readonly personHref: string | undefined
  readonly trail: readonly TrailLine[]
  readonly asked: readonly AskedLines[]
}

interface Band {
  readonly title: string
  readonly tone: 'danger' | 'possible' | 'none'
}

/** One line of a person's trail. */
export interface TrailLine {
  readonly agency: string
  readonly when: string
  readonly why: string
  readonly href: string | undefined
}

/** The encounter in words: the answer first, whom to ring, who was told, then what was said. */
export function encounterPage(
  { encounter, own, told, later, trail, asked }: OpenEncounter,
  reference: Reference,
  now: string,
  dutyTold: boolean,
): EncounterPage {
  const { answer, encounterId } = encounter
  const live = own ? { id: encounterId, from: `/encounters/${encounterId}/told` } : undefined
  return {
    pageTitle: `Encounter ${encounter.reference}`,
    id: encounter.encounterId,
    reference: encounter.reference,
    own,
    caption: `${agencyName(encounter.agency)}, ${agoText(encounter.occurredAt, now)}`,
    band: answer === null ? undefined : { ...bandOf(answer, encounter.reportedAt, told), live },
    doNow: answer?.doNow ?? [],
    assumeNot: answer?.assumeNot ?? [],
    rings: answer === null || answer.kind === 'not-known' ? [] : answer.ring.map(ringCard),
    offerDuty: own && answer?.kind === 'not-known' && !dutyTold,
    dutyTold,
    later: laterBands(later),
    told: told.map(one => toldLine(one, now)),
    facts: factsOf(encounter, reference),
    personHref: encounter.personId === null ? undefined : `/people/${encounter.personId}`,
    trail: trailLines(trail, reference, now),
    asked: askedLines(asked),
  }
}

/** The parts of the page that change while it is open. */
export function newsPage({ encounter, told, later }: Telling, now: string): NewsPage {
  const { answer, reportedAt } = encounter
  return {
    pageTitle: 'Who has been told',
    title: answer === null ? '' : bandOf(answer, reportedAt, told).title,
    later: laterBands(later),
    told: told.map(one => toldLine(one, now)),
  }
}

/** Those of whom it is sure apart from those of whom it may be somebody else, each as sure as the answer would have been. */
function laterBands(later: readonly Ring[]): LaterBand[] {
  const [sure, unsure] = [
    later.filter(ring => ring.because !== undefined),
    later.filter(ring => ring.because === undefined),
  ]
  const band = (id: string, tone: LaterBand['tone'], rings: readonly Ring[], title: string) =>
    rings.length === 0 ? [] : [{ id, tone, title: `Since you reported this: ${title}`, rings: rings.map(ringCard) }]
  const names = (rings: readonly Ring[], last: string) =>
    listed(
      rings.map(ring => ring.name),
      last,
    )
  return [
    ...band(
      'later-sure',
      'danger',
      sure,
      `${names(sure, 'and')} ${sure.length === 1 ? 'needs' : 'need'} to know, and ${sure.length === 1 ? 'has' : 'have'} been told.`,
    ),
    ...band(
      'later-unsure',
      'possible',
      unsure,
      `this may be somebody whom ${names(unsure, 'or')} should hear of. Of your encounter they know nothing but that they should ring you.`,
    ),
  ]
}

/** The one sentence of the band. Times count from when it was reported: the page may be read later. */
function bandOf(answer: Answer, at: string, told: readonly Told[]): Band {
  switch (answer.kind) {
    case 'known': {
      const sure = answer.certainty === 'confirmed' ? 'This is very likely' : 'This is probably'
      const age = ageText(answer.who.age)
      const who = [answer.who.initials ?? 'somebody whose name is not held', age].filter(Boolean).join(', ')
      const why =
        answer.missing === undefined
          ? `. ${answer.ring[0]?.name ?? 'An agency'} needs to know.`
          : `, reported missing to ${answer.missing.agency} ${sinceText(answer.missing.since, at)}.`
      return { title: `${sure} ${who}${why}`, tone: 'danger' }
    }
    case 'possibly-known': {
      const names = answer.ring.map(ring => ring.name)
      return { title: `This may be somebody whom ${listed(names)} should hear of.`, tone: 'possible' }
    }
    case 'not-known':
      if (told.length > 0)
        return { title: 'When you reported this, nobody had asked to be told about this person.', tone: 'none' }
      return answer.descriptionOnly
        ? { title: 'With a description alone nobody can be found. You can still ask for help.', tone: 'none' }
        : { title: 'Nobody has asked to be told about this person.', tone: 'none' }
  }
}

function ageText(age: { readonly from: number; readonly to: number } | undefined): string {
  if (age === undefined) return ''
  return age.from === age.to ? String(age.from) : `${age.from} or ${age.to}`
}

function sinceText(since: string, at: string): string {
  const minutes = Math.floor((Date.parse(at) - Date.parse(since)) / 60_000)
  return minutes < 0 ? 'today' : `${lengthText(minutes)} ago`
}

function listed(names: readonly string[], last = 'or'): string {
  return names.length < 2 ? (names[0] ?? 'an agency') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`
}

/** What to ask because of one order, as pages/orders/asked.njk prints it. */
export interface AskedLines {
  readonly title: string
  readonly questions: readonly string[]
  readonly ring: RingCard | undefined
  readonly href: string
  readonly reference: string
}

/** Questions in words, each order's own together, with whom to ring about it. */
export function askedLines(asked: readonly OrderAsked[]): AskedLines[] {
  return asked.map(({ orderId, reference, holder, kind, ring, questions }) => ({
    title: `${orderLabel(kind)}, held by ${agencyName(holder)}`,
    questions,
    ring: ring && ringCard({ ...ring, reference, because: undefined }),
    href: `/orders/${orderId}`,
    reference,
  }))
}

/** A ring card from what the answer says of an agency. */
export function ringCard(ring: Ring): RingCard {
  const numbers = [
    ['Office hours', ring.officeHours],
    ['Out of hours', ring.outOfHours],
  ] as const
  return {
    who: ring.team === undefined || ring.team === ring.name ? ring.name : `${ring.name}, ${ring.team}`,
    numbers: numbers.flatMap(([label, number]) =>
      number === undefined ? [] : [{ label, number, href: `tel:${number.replace(/[^\d+]/g, '')}` }],
    ),
    reference: ring.reference,
    note: ring.because === undefined ? undefined : `Why: ${ring.because}.`,
  }
}

/** What an agency that was told has done since. */
export function toldLine(told: Told, now: string): ToldLine {
  const team = teamName(told.agency, told.team)
  const parts = [
    `told ${agoText(told.raisedAt, now)}${team === undefined ? '' : `, ${team}`}`,
    ...(told.seenAt === null ? [] : [`seen ${agoText(told.seenAt, now)}`]),
    ...((told.seenAt ?? told.acknowledgedAt ?? told.closedAt) ? [] : ['not seen yet']),
    ...(told.acknowledgedAt === null ? [] : [`taken on ${agoText(told.acknowledgedAt, now)}`]),
    ...(told.closedAt === null ? [] : [`closed ${agoText(told.closedAt, now)}`]),
    ...(told.tells === 'contact-only' ? ['asked to ring you, and told nothing else'] : []),
  ]
  return { agency: agencyName(told.agency), how: parts.join('; '), tag: TAGS[told.state] }
}

const TAGS = {
  raised: { text: 'Waiting', classes: 'govuk-tag--yellow' },
  escalated: { text: 'Late', classes: 'govuk-tag--red' },
  acknowledged: { text: 'Has it', classes: 'govuk-tag--green' },
  closed: { text: 'Closed', classes: 'govuk-tag--grey' },
} as const

function factsOf(encounter: OpenEncounter['encounter'], reference: Reference): EncounterPage['facts'] {
  const seen = encounter.observations.map(code => reference.observationByCode.get(code)?.label ?? code)
  const rows: readonly (readonly [string, string | null])[] = [
    ['Why', reference.circumstanceByCode.get(encounter.circumstance)?.label ?? encounter.circumstance],
    ['Where', encounter.place],
    ['When', momentText(encounter.occurredAt)],
    ['Reported', `${momentText(encounter.reportedAt)} by ${encounter.reporterName}`],
    ...personRows(encounter.person),
    ['Description', encounter.description],
    ['Seen', seen.length === 0 ? null : seen.join(', ')],
    ['With', encounter.withWhom],
    ['Note', encounter.note],
    ['Ring the reporter', encounter.callback],
  ]
  return rows.flatMap(([key, value]) =>
    value === null || value === '' ? [] : [{ key: { text: key }, value: { text: value } }],
  )
}

/** What was said of a person, in the order in which pages name the fields. */
export function personRows(person: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  return Object.entries(FIELD_WORDS).flatMap(([field, words]) => {
    const values = [person[field] ?? []].flat().map(String)
    return values.length === 0 ? [] : [[words, values.join(', ')] as const]
  })
}

/** The trail of a person in words, newest first. */
export function trailLines(trail: OpenEncounter['trail'], reference: Reference, now: string): TrailLine[] {
  return trail.map(entry => ({
    agency: agencyName(entry.agency),
    when: agoText(entry.occurredAt, now),
    why: reference.circumstanceByCode.get(entry.circumstance)?.label ?? entry.circumstance,
    href: entry.encounterId === null ? undefined : `/encounters/${entry.encounterId}`,
  }))
}
