import { pairOf, type RecordRef } from '#domain/link.ts'
import type { EventKind } from '#domain/mapping.ts'
import {
  blockingKeys,
  briefEvidence,
  type Comparable,
  decide,
  type Decision,
  type MatchScore,
  type PersonInput,
  personV1,
  scorePair,
  type Thresholds,
  toComparable,
} from '#linkage/index.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { profileOf } from '#services/linkage/profiles.ts'
import { thresholdsFor } from '#services/linkage/size.ts'
import { tokensOf } from '#store/search-tokens.ts'
import { makePersons } from '../persons.ts'
import { type Lines, newIds, newLines } from './tables.ts'

/** One part of a world, made by itself. The same plan gives the same lines. */
export interface PartPlan {
  readonly number: number
  readonly records: number
  /** Records of the whole world. */
  readonly among: number
  readonly seed: number
  /** Biggest first: earlier ones hold more. */
  readonly agencies: readonly { readonly code: string; readonly kind: string }[]
  /** YYYY-MM-DD from which its events count back. */
  readonly today: string
}

interface Made extends RecordRef {
  readonly subjectRef: string
  readonly comparable: Comparable
  readonly happened: EventKind | undefined
  /** Stands for all rows of its subject that say the same: it alone has match keys. */
  readonly leads: boolean
}

type Random = () => number

const DAY = 86_400_000
const SYSTEM = 'case-system'
/** One person in so many has a long history with one agency. */
const CHRONIC_EVERY = 1500
const CHRONIC_ROWS = 150
const SHARE = { list: 0.45, chronic: 0.035, restricted: 0.002, stillMissing: 0.04, watched: 0.01, met: 0.3 }
const HAPPENS: Readonly<Record<string, readonly EventKind[]>> = {
  police: ['missing', 'missing', 'custody', 'encounter'],
  council: ['missing', 'concern'],
  school: ['absence', 'exclusion'],
  nhs: ['attendance'],
}

/** Records of invented people, their events, tokens, keys, links and people, and some interests, encounters and alerts. */
export function makePart(plan: PartPlan): Lines {
  const world = new Map<string, Made[]>()
  const random = seededRandom(plan.seed * 7919 + plan.number)
  const maker = recordMaker(plan, random)
  const chronic = Math.floor(plan.records * SHARE.chronic)
  const given = makePersons(plan.records - chronic, plan.seed * 1_000_003 + plan.number, plan.among)
  let left = chronic
  for (const [truth, copies] of Map.groupBy(given, record => record.truth)) {
    const made = copies.map(copy => maker.add(copy.person, truth, agencyFor(plan, random)))
    const [first] = copies
    const often = Number(truth.slice(1)) % CHRONIC_EVERY === 0 ? Math.min(left, CHRONIC_ROWS) : 0
    for (let row = 0; row < often && first && made[0]; row += 1)
      made.push(maker.add(first.person, truth, made[0].agency, 'missing'))
    left -= often
    world.set(truth, made)
  }
  // What the long histories left over: rows of whoever comes first.
  for (const [truth, made] of world) {
    if (left === 0) break
    const person = given.find(record => record.truth === truth)?.person
    if (person === undefined || made[0] === undefined) break
    for (; left > 0 && made.length < CHRONIC_ROWS; left -= 1)
      made.push(maker.add(person, truth, made[0].agency, 'missing'))
  }
  for (const made of world.values()) linkPerson(maker, made)
  return maker.lines
}

/** Where a record's own agency is: the first few hold far more than the last. */
function agencyFor({ agencies }: PartPlan, random: Random): PartPlan['agencies'][number] {
  const at = Math.floor(3 * ((agencies.length / 3 + 1) ** random() - 1))
  const agency = agencies[Math.min(at, agencies.length - 1)]
  if (agency === undefined) throw new Error('A world needs agencies')
  return agency
}

interface Maker {
  readonly lines: Lines
  readonly newId: () => string
  readonly random: Random
  /** So many days ago, as an instant. */
  readonly ago: (days: number) => string
  readonly thresholds: Thresholds
  add(
    person: PersonInput,
    truth: string,
    agency: { readonly code: string; readonly kind: string } | string,
    kind?: EventKind,
  ): Made
}

function recordMaker(plan: PartPlan, random: Random): Maker {
  const lines = newLines()
  const newId = newIds(`${plan.seed} ${plan.number}`)
  const leaders = new Set<string>()
  const kindOf = new Map(plan.agencies.map(agency => [agency.code, agency.kind]))
  const ago = (days: number) => new Date(Date.parse(plan.today) - days * DAY).toISOString()
  let rows = 0
  const add: Maker['add'] = (person, truth, where, kind) => {
    rows += 1
    const agency = typeof where === 'string' ? where : where.code
    const possible = HAPPENS[kindOf.get(agency) ?? ''] ?? ['concern']
    const happened = kind ?? (random() < SHARE.list ? undefined : possible[Math.floor(random() * possible.length)])
    const recordId = newId()
    const comparable = toComparable(person)
    const subjectRef = `S-${plan.number}-${truth}`
    const sourceId = `R-${plan.number}-${rows}`
    const received = ago(random() * 700)
    const source = [SYSTEM, happened ?? 'person-list', sourceId, subjectRef, 1, sourceId]
    lines.add('record', agency, recordId, ...source, comparable, received, received, random() < SHARE.restricted, [])
    lines.add('record_version', agency, recordId, 1, sourceId, person, person, received, received, [])
    if (happened !== undefined) addEvent(lines, { agency, recordId, kind: happened, person, random, ago })
    for (const token of tokensOf({ sourceId, subjectRef, comparable }))
      lines.add('search_token', agency, token, agency, recordId)
    const { said } = profileOf({ recordId, sourceSystem: SYSTEM, subjectRef, comparable })
    const leads = !leaders.has(`${agency} ${subjectRef} ${said}`)
    if (leads) {
      leaders.add(`${agency} ${subjectRef} ${said}`)
      lines.add('match_profile', agency, recordId, SYSTEM, subjectRef, said)
      for (const key of blockingKeys(comparable)) lines.add('match_key', key, agency, recordId)
    }
    return { agency, recordId, subjectRef, comparable, happened, leads }
  }
  return { lines, newId, random, ago, thresholds: thresholdsFor(plan.among), add }
}

function addEvent(
  lines: Lines,
  event: Pick<Maker, 'random' | 'ago'> & RecordRef & { readonly kind: EventKind; readonly person: PersonInput },
): void {
  const days = event.random() * 730
  const facts = { report: `Report of ${Math.ceil(days)} days ago`, risk: event.random() < 0.5 ? 'medium' : 'high' }
  const ends = event.kind === 'missing' ? event.ago(Math.max(0, days - event.random() * 3)) : undefined
  const where = [event.person.city, event.person.postcode?.split(' ')[0]]
  lines.add(
    'event',
    event.agency,
    event.recordId,
    event.kind,
    event.ago(days),
    ends,
    ...where,
    facts,
    event.ago(days),
    [],
  )
}

/** Score a person's records with each other, store the word on each pair, and gather what joins into people. */
function linkPerson(maker: Maker, made: readonly Made[]): void {
  const { lines, newId, ago, random } = maker
  const group = made.map((_, at) => at)
  const join = (one: number, other: number) => {
    const [from, to] = [group[other], group[one]]
    if (from === to) return
    for (const [at, of] of group.entries()) if (of === from && to !== undefined) group[at] = to
  }
  for (const [at, one] of made.entries()) {
    for (let next = at + 1; next < made.length; next += 1) {
      const other = made[next]
      if (other === undefined) continue
      if (one.agency === other.agency && one.subjectRef === other.subjectRef) join(at, next)
      else if (one.leads && other.leads) {
        const score = scorePair(personV1, one.comparable, other.comparable)
        const outcome = decide(score, maker.thresholds)
        if (outcome === 'apart') continue
        addDecision(maker, one, other, score, outcome)
        if (outcome === 'join') join(at, next)
      }
    }
  }
  for (const records of Map.groupBy(made.entries(), ([at]) => group[at]).values()) {
    const personId = newId()
    const since = ago(random() * 600)
    lines.add('person', personId, since)
    for (const [, { agency, recordId }] of records) lines.add('member', agency, recordId, personId, since)
    addInterests(
      maker,
      records.map(([, record]) => record),
    )
  }
}

function addDecision(
  { lines, newId, ago, random }: Maker,
  one: Made,
  other: Made,
  score: MatchScore,
  outcome: Decision,
): void {
  const { left, right } = pairOf(one, other)
  const audience = [...new Set([left.agency, right.agency])]
  const { weight, probability, evidence, holds } = score
  const pair = [left.agency, newId(), left.recordId, right.agency, right.recordId]
  const word = ['model', outcome, weight, probability, JSON.stringify(briefEvidence(evidence)), holds, personV1.name]
  lines.add('link_decision', ...pair, ...word, ago(random() * 600), audience)
}

function addInterests(maker: Maker, records: readonly Made[]): void {
  const { lines, newId, ago, random } = maker
  const missing = records.find(record => record.happened === 'missing')
  const opened = missing !== undefined && random() < SHARE.stillMissing ? missing : undefined
  const watched = opened === undefined && random() < SHARE.watched ? records[0] : undefined
  const held = opened ?? watched
  if (held === undefined) return
  const interestId = newId()
  const kind = opened === undefined ? 'watch' : 'missing'
  const far = ago(-720)
  const watch = [far, far.slice(0, 10), 'Often missing', 'ca1989-47', 'A worker', 'person']
  const feed = [undefined, undefined, undefined, undefined, undefined, 'feed']
  lines.add('interest', held.agency, interestId, held.recordId, kind, ago(20), ...(kind === 'watch' ? watch : feed))
  const met = records.find(record => record.agency !== held.agency)
  if (met === undefined || random() > SHARE.met) return
  const encounterId = newId()
  const reference = `ENC-${encounterId.slice(0, 8).toUpperCase()}`
  const at = ago(random() * 10)
  const encounter = [met.agency, encounterId, reference]
  lines.add(
    'encounter',
    ...encounter,
    met.recordId,
    'spoken-to',
    at,
    at,
    'A station',
    'nobody',
    'A worker',
    'confirmed',
    {},
    [],
  )
  const because = [kind, interestId, held.recordId]
  lines.add(
    'alert',
    held.agency,
    newId(),
    `A${reference}`,
    ...encounter,
    met.recordId,
    ...because,
    'confirmed',
    'contact-only',
    at,
    far,
  )
}
