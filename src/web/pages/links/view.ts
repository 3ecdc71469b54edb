import type { AgencyWords } from '#services/agencies.ts'
import { factsDiffer } from '#services/facts.ts'
import type { InterestKind, LinkSide, LinkView, PairRecord } from '#services/link-review.ts'
import { nameOf } from '#services/search.ts'
import { dateText, momentText } from '#web/dates.ts'
import { asGiven, factText } from '#web/fact-text.ts'
import { EVENT_WORDS, FIELD_WORDS, inWordsOf } from '#web/words.ts'

/** Looks up an agency by its code. */
export type Directory = (code: string) => AgencyWords

/** What the pair component prints: two records side by side, and how alike they are. */
export function pairModel(link: LinkView, agency: Directory) {
  return {
    id: link.decisionId,
    title: link.sides.map(side => sideName(side, agency)).join(' and '),
    waits: waitsText(link),
    sentence: link.sentence === '' ? '' : `${link.sentence}.`,
    facts: factsOf(link, agency),
    ring: link.sides.flatMap(side => (side.record === undefined ? [ringText(agency(side.agency))] : [])),
    weight: link.weight === undefined ? '' : `Match weight ${link.weight.toFixed(1)}`,
    bars: link.evidence
      .filter(one => one.label !== 'missing')
      .map(one => ({
        comparison: FIELD_WORDS[one.comparison] ?? inWordsOf(one.comparison),
        words: one.words,
        weight: signed(one.weight),
      })),
    said: saidText(link, agency),
    canUndo: link.said?.own ?? false,
    toAnswer: link.toAnswer,
    proposesOnly: link.sides.some(side => side.record === undefined) && !link.toAnswer,
    noted: link.noted,
  }
}

/** A side in a few words: the name where it may be seen, else who holds it. */
export function sideName(side: LinkSide, agency: Directory): string {
  return side.record === undefined
    ? `a record of ${agency(side.agency).name}`
    : `${nameOf(side.record.person)} (${agency(side.agency).name})`
}

const WAITS: Readonly<Record<InterestKind, string>> = {
  missing: 'One of them is reported missing and has not been found.',
  order: 'One of them is the subject of an order.',
  watch: 'One of them is watched for.',
  'allocated-worker': 'One of them has a worker of yours.',
  'open-case': 'One of them has an open case with you.',
}

function waitsText(link: LinkView): string {
  if (link.waits === undefined) return ''
  return link.waits.because === undefined
    ? 'Another agency waits to hear about one of them.'
    : WAITS[link.waits.because]
}

function saidText(link: LinkView, agency: Directory): string {
  const { said } = link
  if (said === undefined) return ''
  const what = { 'must-link': 'the same person', 'must-not-link': 'different people', review: 'not sure' }[said.outcome]
  const who = `${agency(said.by).name}, ${momentText(said.at)}`
  const because = said.reason === '' ? '' : ` “${said.reason}”`
  const head = {
    stands: 'Decided',
    proposed: 'Proposed',
    refused: 'Proposed and refused',
    withdrawn: 'Decided and taken back',
  }[said.status]
  return `${head}: ${what} (${who}).${because}`
}

/** The comparison that speaks of each field. */
const COMPARED: Readonly<Record<string, string>> = {
  givenName: 'given_name',
  middleName: 'middle_name',
  familyName: 'family_name',
  dateOfBirth: 'date_of_birth',
  ageYears: 'age',
  sex: 'sex',
  address: 'address',
  postcode: 'postcode',
  city: 'city',
  phone: 'phone',
  email: 'email',
  nhsNumber: 'nhs_number',
  upn: 'upn',
  pncId: 'pnc_id',
}

function factsOf(link: LinkView, agency: Directory) {
  const seen = link.sides.flatMap(side => (side.record === undefined ? [] : [side.record]))
  const fields = Object.keys(FIELD_WORDS).filter(field => seen.some(record => valuesOf(record, field).length > 0))
  return {
    caption: 'The two records side by side',
    corner: 'Fact',
    columns: link.sides.map(side => agency(side.agency).name),
    rows: [...fields.map(field => factRow(link, field)), ...eventRows(link)],
  }
}

function factRow(link: LinkView, field: string) {
  const found = link.evidence.find(one => one.comparison === COMPARED[field])
  const told = link.sides.map(side => (side.record === undefined ? undefined : valuesOf(side.record, field)))
  const bothTold = told.every(values => values !== undefined && values.length > 0)
  const differ = bothTold && factsDiffer(field, told[0] ?? [], told[1] ?? [])
  return {
    name: FIELD_WORDS[field] ?? inWordsOf(field),
    differs: found === undefined ? differ : found.weight < 0 && found.label !== 'missing' && (!bothTold || differ),
    cells: told.map(values => ({
      values:
        values === undefined
          ? [{ text: found === undefined ? 'not shown' : capital(found.words), source: 'compared, not shown' }]
          : values.map(value => shownFact(field, value)),
    })),
  }
}

function shownFact(field: string, value: string) {
  const text = factText(field, value)
  return { text, source: asGiven(field, text, [value]) }
}

function eventRows(link: LinkView) {
  if (!link.sides.some(side => side.record?.eventKind)) return []
  return [
    {
      name: 'What it is about',
      differs: false,
      cells: link.sides.map(({ record }) => ({
        values:
          record === undefined
            ? [{ text: 'not shown', source: '' }]
            : eventText(record).map(text => ({ text, source: '' })),
      })),
    },
  ]
}

function eventText({ eventKind, eventAt }: PairRecord): string[] {
  if (eventKind === null || eventAt === null) return []
  return [`${EVENT_WORDS[eventKind] ?? inWordsOf(eventKind)}, ${dateText(eventAt)}`]
}

function valuesOf(record: PairRecord, field: string): string[] {
  const given = record.person[field]
  return [given]
    .flat()
    .map(value => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''))
    .filter(value => value !== '')
}

function ringText(agency: AgencyWords): string {
  const numbers = [
    agency.phone,
    agency.outOfHoursPhone === undefined ? '' : `out of hours ${agency.outOfHoursPhone}`,
  ].filter(Boolean)
  return `${agency.name} holds the other record and you may not see it here.${numbers.length === 0 ? '' : ` Ring ${numbers.join(', ')}.`}`
}

function signed(weight: number): string {
  return `${weight > 0 ? '+' : ''}${weight.toFixed(1)}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
