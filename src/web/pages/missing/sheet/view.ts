import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { Reference } from '#services/contacts.ts'
import type { Episode, MissingFile } from '#services/missing.ts'
import type { PersonFile } from '#services/people.ts'
import { NO_NAME } from '#services/search.ts'
import { bornText, momentText } from '../../../dates.ts'
import { factText } from '../../../fact-text.ts'
import { FIELD_WORDS } from '../../../words.ts'
import { linesOf } from '../section.ts'
import { episodeTitle, riskWords } from '../words.ts'

/** What the information sheet is made from. */
export interface SheetView {
  readonly file: PersonFile
  readonly missing: MissingFile
  readonly agency: (code: string) => AgencyWords
  readonly ownAgency: string
  readonly reference: Reference
  readonly now: Instant
}

/** What whoever looks for somebody asks first. */
const FIELDS = [
  'fullName',
  'givenName',
  'middleName',
  'familyName',
  'aliases',
  'sex',
  'phone',
  'address',
  'postcode',
  'city',
] as const

/** What is best asked while they are at home; nobody fills these in here. */
const TO_ASK = [
  'What they look like, and what they usually wear',
  'Health, medicine, allergies, and how they talk or hear best',
  'Friends and family whom they trust, with numbers',
  'Where they have said they would go',
  'How they travel, and whether they have money or a travel card',
  'Accounts and games on which they can be reached',
  'What calms them, and who should ring them first',
] as const

/** Exactly what page.njk prints. */
export function sheetPage({ file, missing, agency, ownAgency, reference, now }: SheetView) {
  const { episodes, addsUp } = missing
  return {
    pageTitle: `Information sheet: ${file.names[0] ?? NO_NAME}`,
    name: file.names[0] ?? NO_NAME,
    personHref: `/people/${file.personId}`,
    made: `Made on ${momentText(now)} from what ${agency(ownAgency).name} may see. Check it against the page before you rely on it.`,
    who: [
      row('Born', file.born === undefined ? 'Not agreed, or not given' : bornText(file.born, now)),
      ...FIELDS.flatMap(field => factRow(file, field)),
    ],
    before: [
      row('Found before at', listOf(episodes.map(({ foundPlace }) => foundPlace))),
      row('Found with', listOf(episodes.map(({ state }) => state.found?.withWhom))),
      row('Came back', listOf(episodes.map(({ state }) => state.found?.how))),
      row('Last seen at', listOf(episodes.map(({ place }) => place))),
      row('What made them go', listOf(heldIn(episodes).map(held => held.push))),
      row('What drew them', listOf(heldIn(episodes).map(held => held.pull))),
      row('What they said of the time away', listOf(heldIn(episodes).map(held => held.during))),
    ],
    lines: linesOf(addsUp),
    last: episodes
      .slice(0, 5)
      .map(episode => `${episodeTitle(episode)}. ${riskWords(reference, episode.state.riskLevel)}.`),
    toAsk: TO_ASK,
    ring: file.agencies.map(code => ringOf(agency(code))),
    further: file.further.map(({ agency: code }) => ringOf(agency(code))),
  }
}

function row(key: string, text: string | undefined) {
  return { key: { text: key }, value: { text: text ?? 'Not recorded' } }
}

/** A fact as agencies gave it, each value once; left out when nobody did, since the sheet asks for names in several forms. */
function factRow(file: PersonFile, field: string) {
  const claims = file.facts.find(fact => fact.field === field)?.claims ?? []
  const text = listOf(claims.flatMap(({ values }) => values.map(({ value }) => factText(field, value))))
  if (text === undefined)
    return field === 'phone' || field === 'address' ? [row(FIELD_WORDS[field] ?? field, undefined)] : []
  return [row(FIELD_WORDS[field] ?? field, text)]
}

const MOST_LISTED = 8

/** Each text once, in the order given, the newest first. */
function listOf(texts: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(texts.filter(text => text !== undefined && text !== ''))]
  return distinct.length === 0 ? undefined : distinct.slice(0, MOST_LISTED).join('; ')
}

function heldIn(episodes: readonly Episode[]) {
  return episodes.flatMap(({ interviews }) =>
    interviews.flatMap(({ state, told }) => (told && state.held ? [state.held] : [])),
  )
}

function ringOf({ name, phone, outOfHoursPhone }: AgencyWords): string {
  const numbers = [phone, outOfHoursPhone === undefined ? undefined : `out of hours ${outOfHoursPhone}`]
  return [name, numbers.filter(number => number !== undefined).join(', ')].filter(Boolean).join(': ')
}
