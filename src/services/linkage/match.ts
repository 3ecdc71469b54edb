import { keyOf, pairKey, pairOf, type RecordRef } from '#domain/link.ts'
import {
  blockingKeys,
  briefEvidence,
  type Comparable,
  decide,
  type Decision,
  type MatchScore,
  personV1,
  scorePair,
  type Thresholds,
  weakKeys,
} from '#linkage/index.ts'
import type { Context } from '#services/context.ts'
import { getPairs, type NewDecision, type StandingPair } from '#store/links.ts'
import {
  addKeys,
  type AskedKeys,
  type Candidate,
  type ComparedRecord,
  findCandidates,
  findComparables,
  getComparables,
  type SearchGrant,
} from '#store/match-keys.ts'
import { overridesOf } from './component.ts'
import { during, letOthersWork } from './during.ts'
import { alikeAmong, mostAlike } from './own-candidates.ts'
import type { RecordToLink } from './profiles.ts'
import { weightsOf } from './weights.ts'

/** A record that resembles another one enough to be told of. */
export interface Resemblance {
  readonly other: RecordRef
  /** Whose the other is, before anything was linked. */
  readonly personId: string | undefined
  /** Only for users named for it: nobody is told of it. */
  readonly restricted: boolean
  readonly score: MatchScore
  /** What a person said of the pair. */
  readonly override: 'must-link' | 'must-not-link' | undefined
}

/** What matching found. */
export interface Matched {
  /** The machine's words on pairs, which are still to be written. */
  readonly decisions: readonly NewDecision[]
  /** By the id of the record. */
  readonly found: ReadonlyMap<string, readonly Resemblance[]>
  /** The ids of the records that join another. */
  readonly joining: ReadonlySet<string>
  /** Whom they join: one record of each person, and those who are nobody's yet. Enough to find all of them by. */
  readonly joined: readonly RecordRef[]
  /** People who may change by it. */
  readonly people: readonly string[]
  /** Keys that so many records share that not all of them were looked at. */
  readonly crowdedKeys: number
}

/** One of the records that are compared with each other. */
interface Compared extends RecordRef {
  readonly subject: string | undefined
  readonly comparable: Comparable
  readonly personId: string | undefined
  readonly restricted: boolean
}

/** Pairs after which others get their turn. */
const AT_ONCE = 2000

/** What matching goes by. */
export interface Matching {
  /** Own records that are linked already: what stands of their pairs is decided again. */
  readonly known: ReadonlyMap<string, string>
  /** For as many records as linkage holds with these. */
  readonly thresholds: Thresholds
  /** From `candidatesAtOnce`, where they were asked for before. */
  readonly candidates?: Candidates | undefined
  /** Other writing of the transaction, begun when the database would otherwise wait for the comparing. */
  readonly meanwhile?: (() => Promise<unknown>) | undefined
}

/** Whom records share keys with. */
export interface Candidates {
  readonly candidates: readonly Candidate[]
  readonly crowded: number
  /** What they are compared by, where that was asked for together with them. */
  readonly compared?: readonly ComparedRecord[]
}

/**
 * Whom one record shares keys with, and what those are compared by; before the record has keys itself.
 *
 * Of what is in memory, those alone who weigh enough to matter: that saves reading the others.
 *
 * @param held how many records linkage holds, once it is ours to link
 */
export function candidatesAtOnce(
  ctx: Context,
  grant: SearchGrant,
  comparable: Comparable,
  held: Promise<number>,
): Promise<Candidates> {
  const fromDatabase = () => findComparables(ctx.tx, grant, [asKeys(comparable)])
  if (ctx.inMemory?.isReady)
    return held.then(records => fromMemory(ctx, grant, comparable, records)).then(found => found ?? fromDatabase())
  ctx.inMemory?.giveWay()
  return fromDatabase()
}

/** What is found in memory is read from the database, which knows what has become of it. */
async function fromMemory(
  ctx: Context,
  grant: SearchGrant,
  comparable: Comparable,
  held: number,
): Promise<Candidates | undefined> {
  const found = await ctx.inMemory?.find(comparable, held)
  if (found === undefined) return undefined
  const compared = found.length === 0 ? [] : await getComparables(ctx.tx, grant, found)
  return { candidates: found.map(record => ({ ...record, ordinal: 0, shared: 1 })), crowded: 0, compared }
}

function asKeys(comparable: Comparable): AskedKeys {
  return { keys: blockingKeys(comparable), weak: weakKeys(comparable) }
}

/**
 * Give the records their keys, find and score whom they resemble, and say the machine's word on each pair.
 *
 * The records have no keys yet, so that all that is found by a key is another record; what they share among themselves is seen here.
 */
export async function matchRecords(
  ctx: Context,
  grant: SearchGrant,
  records: readonly RecordToLink[],
  { known, thresholds, candidates: asked, meanwhile = async () => undefined }: Matching,
): Promise<Matched> {
  const keyed = records.map(({ recordId, comparable }) => ({ recordId, keys: blockingKeys(comparable) }))
  const held: Candidates =
    asked ??
    (await findCandidates(
      ctx.tx,
      grant,
      records.map(record => asKeys(record.comparable)),
    ))
  const among = alikeAmong(keyed)
  const candidates = mostAlike(records.length, held.candidates, among.pairs)

  const own = records.map(record => ({ agency: grant.agency, recordId: record.recordId }))
  const before = await getPairs(
    ctx.tx,
    grant,
    own.filter(record => known.has(record.recordId)),
  )
  const others = [
    ...candidates.filter(candidate => 'agency' in candidate),
    ...before.flatMap(pair => [pair.left, pair.right]),
  ]
  const all = await comparedWith(ctx, grant, records, others, held.compared)
  return during(Promise.all([addKeys(ctx.tx, grant, keyed), meanwhile()]), async () => {
    const place = new Map(all.map((one, at) => [keyOf(one), at]))
    const placeOf = (record: RecordRef): number => place.get(keyOf(record)) ?? -1
    const pairs = distinctPairs(all, [
      ...candidates.map(one => [one.ordinal, 'agency' in one ? placeOf(one) : one.other] as const),
      ...before.map(pair => [placeOf(pair.left), placeOf(pair.right)] as const),
    ])

    const weights = await weightsOf(
      all.map(one => one.comparable),
      pairs,
    )
    const standing = new Map(
      before.filter(pair => pair.byKind !== 'person').map(pair => [pairKey(pair.left, pair.right), pair]),
    )
    const overrides = overridesOf(before.filter(pair => pair.status === 'stands'))
    const decisions: NewDecision[] = []
    const found = new Map<string, Resemblance[]>()
    const joining = new Set<string>()
    const joined = new Map<string, RecordRef>()
    const people = new Set<string>(known.values())
    for (const [row, left] of pairs.left.entries()) {
      if (row % AT_ONCE === AT_ONCE - 1) await letOthersWork()
      const a = all[left]
      const b = all[pairs.right[row] ?? -1]
      if (a === undefined || b === undefined) continue
      const key = standing.size > 0 || overrides.size > 0 ? pairKey(a, b) : ''
      const was = standing.get(key)
      const heavy = Math.fround(weights[row] ?? -Infinity) >= thresholds.review
      if (!heavy && (was === undefined || was.outcome === 'apart')) continue
      const score = rounded(scorePair(personV1, a.comparable, b.comparable))
      const outcome = decide(score, thresholds, { current: was?.outcome === 'join' ? 'joined' : 'apart' })
      if (!sameWord(was, outcome, score)) decisions.push(decisionOf(ctx, a, b, outcome, score, was !== undefined))
      for (const [one, other] of [
        [a, b],
        [b, a],
      ] as const) {
        if (placeOf(one) >= records.length) continue
        const { agency, recordId, personId, restricted } = other
        if (outcome === 'join') {
          joining.add(one.recordId)
          joined.set(personId ?? keyOf(other), { agency, recordId })
          if (personId !== undefined) people.add(personId)
        }
        if (heavy)
          append(found, one.recordId, {
            other: { agency, recordId },
            personId,
            restricted,
            score,
            override: overrides.get(key),
          })
      }
    }
    return {
      decisions,
      found,
      joining,
      joined: [...joined.values()],
      people: [...people].toSorted(),
      crowdedKeys: held.crowded + among.crowded,
    }
  })
}

/** A row that is not stored: what it says, and whether the agency's own number joins it to another. */
export interface RowToPreview {
  readonly comparable: Comparable
  readonly isKnown: boolean
}

/** How many of these people, not stored, would join somebody, or need a reviewer's eyes. Writes nothing. */
export async function previewMatches(
  ctx: Context,
  grant: SearchGrant,
  rows: readonly RowToPreview[],
  thresholds: Thresholds,
): Promise<{ readonly join: number; readonly review: number }> {
  const comparables = rows.map(row => row.comparable)
  const { candidates } = await findCandidates(ctx.tx, grant, comparables.map(asKeys))
  const asked = comparables.map((comparable, at) => ({ recordId: `asked ${at}`, sourceSystem: '', comparable }))
  const all = await comparedWith(ctx, grant, asked, candidates)
  const place = new Map(all.map((one, at) => [keyOf(one), at]))
  const pairs = distinctPairs(
    all,
    candidates.map(one => [one.ordinal, place.get(keyOf(one)) ?? -1] as const),
  )
  const weights = await weightsOf(
    all.map(one => one.comparable),
    pairs,
  )
  const best = new Map<number, 'join' | 'review'>(rows.flatMap((row, at) => (row.isKnown ? [[at, 'join']] : [])))
  for (const [row, left] of pairs.left.entries()) {
    const a = all[left]
    const b = all[pairs.right[row] ?? -1]
    if (a === undefined || b === undefined || Math.fround(weights[row] ?? -Infinity) < thresholds.review) continue
    const outcome = decide(rounded(scorePair(personV1, a.comparable, b.comparable)), thresholds)
    if (outcome !== 'apart' && best.get(left) !== 'join') best.set(left, outcome)
  }
  const outcomes = [...best.values()]
  return {
    join: outcomes.filter(one => one === 'join').length,
    review: outcomes.filter(one => one === 'review').length,
  }
}

/** The records themselves first, in their order, then the others that are compared with them. */
async function comparedWith(
  ctx: Context,
  grant: SearchGrant,
  records: readonly RecordToLink[],
  others: readonly RecordRef[],
  known?: readonly ComparedRecord[],
): Promise<readonly Compared[]> {
  const own = records.map(
    (record): Compared => ({
      agency: grant.agency,
      recordId: record.recordId,
      subject:
        record.subjectRef === undefined ? undefined : subjectOf(grant.agency, record.sourceSystem, record.subjectRef),
      comparable: record.comparable,
      personId: undefined,
      restricted: false,
    }),
  )
  const have = new Set(own.map(keyOf))
  const wanted = new Map<string, RecordRef>()
  for (const other of others) {
    const key = keyOf(other)
    if (!have.has(key)) wanted.set(key, other)
  }
  const found = known ?? (await getComparables(ctx.tx, grant, [...wanted.values()]))
  return [
    ...own,
    ...found.map(
      (one): Compared => ({
        agency: one.agency,
        recordId: one.recordId,
        subject: one.subjectRef === null ? undefined : subjectOf(one.agency, one.sourceSystem, one.subjectRef),
        comparable: one.comparable,
        personId: one.personId ?? undefined,
        restricted: one.restricted,
      }),
    ),
  ]
}

/** Each pair of places once; pairs of one subject are left out, since the agency's word joins them. */
function distinctPairs(all: readonly Compared[], pairs: readonly (readonly [number, number])[]) {
  const seen = new Set<number>()
  const left: number[] = []
  const right: number[] = []
  for (const [one, other] of pairs) {
    const low = Math.min(one, other)
    const high = Math.max(one, other)
    const number = low * all.length + high
    if (low < 0 || low === high || seen.has(number)) continue
    seen.add(number)
    const subject = all[low]?.subject
    if (subject !== undefined && subject === all[high]?.subject) continue
    left.push(low)
    right.push(high)
  }
  return { left, right }
}

function subjectOf(agency: string, sourceSystem: string, subjectRef: string): string {
  return JSON.stringify([agency, sourceSystem, subjectRef])
}

/** Weights as they are stored: in single precision, so that what is decided now is decided again from what is stored. */
function rounded(score: MatchScore): MatchScore {
  return { ...score, weight: Math.fround(score.weight) }
}

function sameWord(was: StandingPair | undefined, outcome: Decision, score: MatchScore): boolean {
  return (
    was !== undefined &&
    was.outcome === outcome &&
    was.weight === score.weight &&
    was.holds.join() === score.holds.join()
  )
}

function decisionOf(
  ctx: Context,
  a: RecordRef,
  b: RecordRef,
  outcome: Decision,
  score: MatchScore,
  replaces: boolean,
): NewDecision {
  const { left, right } = pairOf(a, b)
  return {
    decisionId: ctx.newId(),
    left: { agency: left.agency, recordId: left.recordId },
    right: { agency: right.agency, recordId: right.recordId },
    outcome,
    weight: score.weight,
    probability: score.probability,
    evidence: briefEvidence(score.evidence),
    holds: score.holds,
    model: personV1.name,
    replaces,
  }
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
