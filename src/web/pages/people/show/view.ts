import type { ChronologyItem } from '#domain/chronology.ts'
import { HUNG } from '#domain/link.ts'
import type { ClaimedValue, FactRow } from '#domain/statement.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { Reference } from '#services/contacts.ts'
import type { FurtherEntries, Look, PersonFile, PersonLink, PersonRecord } from '#services/people.ts'
import { NO_NAME } from '#services/search.ts'
import type { LegalBasis } from '#services/sharing.ts'
import { bornText, count, dateText, lengthText, momentText, plainDateText } from '#web/dates.ts'
import { asGiven, factText } from '#web/fact-text.ts'
import { pageOf } from '#web/paging.ts'
import { EVENT_WORDS, FIELD_WORDS, inWordsOf, ROLE_WORDS } from '#web/words.ts'
import { askFields } from '../../shares/words.ts'
import { leadHeader } from '../lead.ts'
import { signsSection, type SignsView } from '../../signs/section.ts'
import { askingOf, sharingNotes, type SharingView } from './sharing.ts'

/** Entries, records and links on one page: a child whom forty agencies know has a thousand. */
const PAGE = 50

/** Which page of the long lists is asked for, counted from 1. */
export interface PersonPages {
  readonly entries?: number | undefined
  readonly records?: number | undefined
  readonly links?: number | undefined
}

/** What the person page is made from. */
export interface PersonPageInput {
  readonly file: PersonFile
  readonly pages: PersonPages
  readonly looks: readonly Look[] | undefined
  readonly agency: (code: string) => AgencyWords
  readonly now: Instant
  /** What a step of the ladder of disputes is called. */
  readonly stepName: (code: string) => string
  readonly ownAgency: string
  readonly mayOpenLinks: boolean
  readonly maySeeSharing: boolean
  /** Legal bases on which the reader may ask others to share; undefined when the reader may not ask. */
  readonly askOn: readonly LegalBasis[] | undefined
  readonly reference: Reference
  readonly maySign: Omit<SignsView['may'], 'openLinks'>
}

/** Exactly what page.njk prints. */
export function personPage(input: PersonPageInput) {
  const { file, pages, looks, agency, now, ownAgency, mayOpenLinks, maySeeSharing, askOn } = input
  const name = (code: string) => agency(code).name
  const sharing: SharingView = { requests: file.requests, ownAgency, name, mayOpen: maySeeSharing }
  const missing = file.chronology.filter(item => item.is === 'entry').filter(entry => entry.kind === 'missing')
  const open = missing.find(entry => entry.until === undefined && entry.facts['status'] !== 'found')
  const recordOf = byRecord(file.records)
  const paged = <T>(list: keyof PersonPages, items: readonly T[], anchor: string) =>
    pageOf(items, pages[list] ?? 1, {
      size: PAGE,
      href: number => `/people/${file.personId}?${list}=${number}#${anchor}`,
    })
  const entries = paged('entries', file.chronology, 'chronology')
  const records = paged(
    'records',
    file.records.filter(record => record.sourceSystem !== HUNG),
    'records',
  )
  const links = paged(
    'links',
    file.links.filter(link => !isHung(link, recordOf)),
    'links',
  )
  return {
    pageTitle: file.names[0] ?? NO_NAME,
    caption: file.names.length > 1 ? `Also recorded as ${file.names.slice(1, 6).join(', ')}` : '',
    born: bornLine(file, now),
    missing:
      open === undefined
        ? undefined
        : {
            text: `Reported missing by ${name(open.agency)} since ${momentText(open.at)}`,
            for: lengthText(Math.floor((Date.parse(now) - Date.parse(open.at)) / 60_000)),
          },
    lead: leadHeader({ lead: file.lead, agency, stepName: input.stepName, now, href: `/people/${file.personId}/case` }),
    attention: file.attention.map(reason => ATTENTION[reason] ?? inWordsOf(reason)),
    seenBy: {
      summary: `${count(file.seenBy.length, 'agency', 'agencies')} can see records on this page`,
      agencies: file.seenBy.map(name),
    },
    roles: file.roles.map(held => ({
      title: ROLE_WORDS[held.role],
      dates: held.dates.slice(0, 6).map(one => `${dateText(one.at)}, ${name(one.agency)}`),
      more: held.dates.length > 6 ? `and ${held.dates.length - 6} earlier` : '',
    })),
    facts: factsTableOf(file.facts, file.agencies.map(name)),
    signs: signsSection({
      file,
      reference: input.reference,
      name,
      now,
      ownAgency,
      may: { ...input.maySign, openLinks: mayOpenLinks },
    }),
    entries: { ...entries, shown: entries.shown.map(item => timelineEntry(item, name)) },
    // What others hold stands under the oldest entry.
    further: entries.next === '' ? file.further.map(held => pointer(held, agency(held.agency))) : [],
    sharing: sharingNotes(sharing),
    askFields: askOn === undefined ? undefined : askFields(askOn),
    askHref: `/people/${file.personId}/shares`,
    ring: file.further.map(held => ({
      card: ringCard(held, agency(held.agency)),
      agency: held.agency,
      asking: askingOf(sharing, held.agency),
    })),
    records: { ...records, shown: records.shown.map(record => recordCard(record, name)) },
    links: {
      ...links,
      shown: links.shown.map(link => ({
        ...linkText(link, recordOf, name),
        href: mayOpenLinks ? `/links/${link.decisionId}` : '',
      })),
    },
    looks: looks?.map(look => ({
      time: { text: momentText(look.at), iso: look.at },
      who: look.actorName === null ? name(look.agency) : `${look.actorName}, ${name(look.agency)}`,
      what: LOOKS[look.action] ?? inWordsOf(look.action.replace('.', ' ')),
    })),
  }
}

const ATTENTION: Readonly<Record<string, string>> = {
  broken: 'The records hold together only weakly. They may be about more than one person.',
  'override-conflict': 'People have decided differently about these records. Somebody must settle it.',
  'too-large': 'Unusually many records are linked here. Some may belong to somebody else.',
}

const LOOKS: Readonly<Record<string, string>> = {
  'person.read': 'opened this page',
  'person.looks': 'looked at who has looked',
  'case.read': 'opened who leads',
  'case.lead': 'changed who leads',
  'case.place': 'wrote about a placement',
  'nrm.read': 'opened the referral to the NRM',
  'nrm.change': 'wrote about a referral to the NRM',
  'missing.read': 'opened a missing episode',
  'missing.record': 'wrote down something about being missing',
  'missing.change': 'wrote down something about being missing',
  'share.ask': 'asked another agency to share',
  'share.decide': 'decided whether to share',
  'sign.record': 'recorded a sign',
  'sign.read': 'read a sign',
  'sign.answer': 'answered a sign',
  'sign.ask': 'asked another agency for signs',
  'sign.reply': 'answered whether signs were seen',
  'judgement.make': 'judged the signs',
  'judgement.read': 'read a judgement',
  'judgement.dissent': 'disagreed with a judgement',
  'encounter.report': 'reported meeting this person',
  'encounter.read': 'read an encounter',
}

function bornLine(file: PersonFile, now: Instant): string {
  if (file.born === undefined) {
    const given = file.facts.find(row => row.field === 'dateOfBirth')
    if (given === undefined) return 'Date of birth not given'
    return given.disagrees
      ? 'Agencies give different dates of birth: see below'
      : 'The date of birth cannot be read as it was given: see below'
  }
  return `Born ${bornText(file.born, now)}`
}

function factsTableOf(rows: readonly FactRow[], agencies: readonly string[]) {
  return {
    caption: 'What agencies say',
    corner: 'Fact',
    columns: agencies,
    rows: rows.map(row => ({
      name: fieldWords(row.field),
      differs: row.disagrees,
      cells: row.claims.map(claim => ({
        values: claim.values.slice(0, 6).map(said => claimed(row.field, said)),
      })),
    })),
  }
}

function claimed(field: string, { value, written, source, on, mark }: ClaimedValue) {
  const text = factText(field, value)
  const about = [
    asGiven(field, text, written),
    source,
    on === undefined ? '' : plainDateText(on),
    mark === undefined ? '' : `not used to match: ${mark}`,
  ]
  return { text, source: about.filter(Boolean).join(' · ') }
}

function timelineEntry(item: ChronologyItem, name: (code: string) => string) {
  if (item.is === 'gap') {
    return {
      kind: 'gap',
      title: '',
      text: `Nothing recorded for ${count(item.days, 'day')}, from ${dateText(item.from)} to ${dateText(item.to)}`,
      href: '',
      agency: '',
      time: undefined,
    }
  }
  const facts = Object.entries(item.facts)
    .filter(([fact]) => fact !== 'dateOnly')
    .map(([fact, value]) => `${inWordsOf(fact)}: ${valueText(value)}`)
  const when = item.facts['dateOnly'] === 'true' ? dateText : momentText
  return {
    kind: 'event',
    title: EVENT_WORDS[item.kind] ?? inWordsOf(item.kind),
    text: [
      item.place,
      item.until === undefined ? '' : `until ${when(item.until)}`,
      ...facts,
      item.grade === undefined ? '' : `Grade ${item.grade}`,
    ]
      .filter(Boolean)
      .join(' · '),
    href: '',
    agency: name(item.agency),
    time: { text: when(item.at), iso: item.at },
  }
}

const YES_NO: Readonly<Record<string, string>> = { true: 'yes', false: 'no' }

/** Moments and days are written out, and yes and no are said so. */
function valueText(value: string): string {
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return momentText(value)
  return YES_NO[value] ?? plainDateText(value)
}

function pointer(held: FurtherEntries, agency: AgencyWords) {
  const numbers = [agency.phone, agency.outOfHoursPhone === undefined ? '' : `out of hours ${agency.outOfHoursPhone}`]
    .filter(Boolean)
    .join(', ')
  return {
    kind: 'pointer',
    title: `${further(held)} held by ${agency.name}`,
    text: numbers === '' ? '' : `Ring ${numbers}`,
    href: '',
    agency: '',
    time: undefined,
  }
}

function further(held: FurtherEntries): string {
  return held.entries > 0
    ? count(held.entries, 'further entry', 'further entries')
    : count(held.records, 'further record')
}

function ringCard(held: FurtherEntries, agency: AgencyWords) {
  const numbers = [
    { label: 'Office hours', number: agency.phone },
    { label: 'Out of hours', number: agency.outOfHoursPhone },
  ]
  return {
    who: agency.name,
    heading: '',
    numbers: numbers.flatMap(({ label, number }) =>
      number === undefined ? [] : [{ label, number, href: `tel:${number.replace(/\s/g, '')}` }],
    ),
    reference: '',
    note: `${further(held)} that you may not see here.`,
  }
}

function recordCard(record: PersonRecord, name: (code: string) => string) {
  return {
    id: record.recordId,
    title: `${name(record.agency)}: ${feedWords(record.feed)}`,
    lines: [
      `Reference ${record.sourceId}`,
      `Said ${dateText(record.assertedAt ?? record.receivedAt)}; linked since ${dateText(record.linkedSince)}`,
      record.marks.length === 0
        ? ''
        : `Not used to match: ${record.marks.map(mark => fieldWords(mark.field.replace('person.', ''))).join(', ')}`,
    ].filter(Boolean),
  }
}

type RecordOf = (end: PersonLink['left']) => PersonRecord | undefined

function byRecord(records: readonly PersonRecord[]): RecordOf {
  const byId = new Map(records.map(record => [`${record.agency} ${record.recordId}`, record]))
  return ({ agency, recordId }) => byId.get(`${agency} ${recordId}`)
}

/** What hangs on a record is shown where it belongs, with its own way to say that it is about somebody else. */
function isHung({ left, right }: PersonLink, recordOf: RecordOf): boolean {
  return [left, right].some(end => recordOf(end)?.sourceSystem === HUNG)
}

/** One link in a line of words, with its waterfall. */
function linkText(link: PersonLink, recordOf: RecordOf, name: (code: string) => string) {
  const titleOf = (side: PersonLink['left']) => {
    const record = recordOf(side)
    return record === undefined ? name(side.agency) : `${name(record.agency)} ${record.sourceId}`
  }
  const agreeing = link.evidence.filter(one => one.weight > 0).map(one => one.words)
  const differing = link.evidence.filter(one => one.weight < 0).map(one => one.words)
  const words =
    link.byKind === 'agency' ? 'the same person in the agency’s own system' : [...agreeing, ...differing].join('; ')
  return {
    pair: `${titleOf(link.left)} and ${titleOf(link.right)}`,
    words: link.byKind === 'person' ? `a person decided: ${link.reason ?? link.outcome}` : words,
    weight: link.weight === null || link.byKind !== 'model' ? '' : `Match weight ${link.weight.toFixed(1)}`,
    bars: link.evidence.map(one => ({
      comparison: inWordsOf(one.comparison),
      words: one.words,
      weight: one.weight.toFixed(1),
    })),
  }
}

function feedWords(feed: string): string {
  return inWordsOf(feed.replaceAll('-', ' '))
    .replace(/\bnrm\b/i, 'NRM')
    .replace(/\bnhs\b/i, 'NHS')
    .replace(/\bssda903\b/i, 'SSDA903')
}

function fieldWords(field: string): string {
  return FIELD_WORDS[field] ?? inWordsOf(field)
}
