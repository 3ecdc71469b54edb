import type { Comparable } from '../comparable.ts'
import { inWords } from '../explain.ts'
import { explainPair } from '../explain-pair.ts'
import type { LinkResult } from '../link-records.ts'
import { listed } from '../listed.ts'
import { saidOf } from './constraints.ts'
import { compare, type Compared, ifTheSame, standing, type WholeModel } from './if-the-same.ts'

/** Why a record stayed alone. */
export interface WhyAlone {
  /** One or more sentences, without weights that are not explained in them. */
  readonly words: string
  /** Not even a copy of itself would join it. */
  readonly tooLittleKnown: boolean
  /** Sets of comparisons, by name, in which agreement would be enough: with the nearest, or, when too little is known, with itself. */
  readonly ways: readonly (readonly string[])[]
}

/** What is asked when a record stayed alone. */
export interface AloneQuestion {
  readonly record: number
  /** The most alike record that it was compared with; undefined when it was compared with none. */
  readonly nearest: number | undefined
}

/** Most ways that are named in which a record would have joined. */
const MOST_WAYS = 2
/** Most details that are named as enough together: of a record by itself, and beside the nearest. */
const MOST_TOGETHER = { itself: 3, nearest: 2 } as const
const NO_CANDIDATE =
  'It was compared with no other record: none shares a telling detail with it, or several that together are telling.'
/** Most likely to be found out, first. The other comparisons hardly tell by themselves. */
const WORTH_KNOWING = [
  ...['date_of_birth', 'postcode', 'phone', 'address', 'given_name', 'family_name'],
  ...['email', 'nhs_number', 'upn', 'pnc_id'],
]

/** Answers why records of a run stayed alone and what would have linked them. */
export function whyAlone(result: LinkResult): (question: AloneQuestion) => WhyAlone {
  const known = knownPlaces(result)
  const said = saidOf(result.constraints)
  return ({ record, nearest }) => {
    const person = result.people[record]
    if (!person) throw new Error(`There is no record ${record}; the run has ${result.people.length}`)
    const itself = compare(result, person, person, result.extraLevelsOf(record, record))
    const lacking = joins(result, itself) ? undefined : whatItLacks(result, itself, known)
    const parted = nearest !== undefined && said(record, nearest) === 'must-not-link'
    const other =
      nearest === undefined ? undefined : besideNearest(result, record, nearest, lacking ? [] : known, parted)
    return {
      words: [...(lacking ? [lacking.words] : []), other?.words ?? NO_CANDIDATE].join(' '),
      tooLittleKnown: lacking !== undefined,
      ways: ((lacking ?? other)?.ways ?? []).map(places => places.map(at => nameAt(result, at))),
    }
  }
}

/** Places of the comparisons that are worth knowing, and of the extra ones, of which at least one record of the run has a value. */
function knownPlaces({ model, extras, people, extraLevelsOf }: LinkResult): readonly number[] {
  const places = worthKnowing(model).filter(at => people.some(person => keyAt(model, at, person) !== undefined))
  const more = extras
    .map((_, extra) => extra)
    .filter(extra => people.some((_, at) => (extraLevelsOf(at, at)[extra] ?? -1) >= 0))
  return [...places, ...more.map(extra => model.comparisons.length + extra)]
}

function worthKnowing({ comparisons }: WholeModel['model']): readonly number[] {
  return WORTH_KNOWING.map(name => comparisons.findIndex(({ comparison }) => comparison.name === name))
}

function keyAt({ comparisons }: WholeModel['model'], at: number, person: Comparable): string | undefined {
  return comparisons[at]?.comparison.key(person)
}

type Run = Pick<LinkResult, 'model' | 'extras' | 'rules'>

function joins(run: Run, compared: Compared): boolean {
  const { weight, holds } = standing(run, compared)
  return weight >= run.rules.joinAt && holds.length === 0
}

/** What is said, and the sets of details that would have been enough. */
interface Lack {
  readonly words: string
  readonly ways: readonly (readonly number[])[]
}

function whatItLacks(run: Run, itself: Compared, known: readonly number[]): Lack {
  const missing = (places: readonly number[]) => places.filter(at => (itself.levels[at] ?? -1) < 0)
  const ofFile = waysToJoin(run, itself, missing(known), MOST_TOGETHER.itself)
  const ways =
    ofFile.length > 0 ? ofFile : waysToJoin(run, itself, missing(worthKnowing(run.model)), MOST_TOGETHER.itself)
  const would = ways.map(places => listed(places.map(at => withArticle(thingAt(run, at))))).join(', or ')
  const start = 'Too little is known of it: even a copy of itself would not join'
  return { words: ways.length === 0 ? `${start}.` : `${start}; ${would} would.`, ways }
}

function besideNearest(
  result: LinkResult,
  record: number,
  nearest: number,
  known: readonly number[],
  parted: boolean,
): Lack {
  const score = explainPair(result, record, nearest)
  const short = result.rules.joinAt - score.weight
  const agreement = inWords(score)
  if (parted) return { words: `${agreement}. Somebody said that they are two people.`, ways: [] }
  if (short <= 0 && score.holds.length === 0) {
    return { words: `${agreement}. Enough to join, but another record speaks against it.`, ways: [] }
  }
  const lack = short <= 0 ? 'Heavy enough, but held back' : `Needs ${bits(short)} bits more`
  const [a, b] = [result.people[record], result.people[nearest]]
  if (!a || !b) throw new Error(`There is no record ${nearest}; the run has ${result.people.length}`)
  const compared = compare(result, a, b, result.extraLevelsOf(record, nearest))
  const ways = waysToJoin(result, compared, mayBeFoundOutFirst(compared, known), MOST_TOGETHER.nearest)
  const gains = ways.map(places => {
    const gain = standing(result, ifTheSame(compared, places)).weight - score.weight
    return `${listed(places.map(at => wordsAt(result, at)))} would give ${bits(gain)}`
  })
  return {
    words: gains.length === 0 ? `${agreement}. ${lack}.` : `${agreement}. ${lack}: ${gains.join(', or ')}.`,
    ways,
  }
}

/** Comparisons in which the two may yet agree: those with a missing value, and then those that would have to be mistaken. */
function mayBeFoundOutFirst({ levels }: Compared, known: readonly number[]): readonly number[] {
  return [...known.filter(at => levels[at] === -1), ...known.filter(at => (levels[at] ?? 0) > 0)]
}

/** The smallest sets of details that, if they were the same, would be enough; in the order of the places. */
function waysToJoin(
  run: Run,
  compared: Compared,
  places: readonly number[],
  most: number,
): readonly (readonly number[])[] {
  let sets: readonly (readonly number[])[] = places.map(at => [at])
  for (let size = 1; size <= most; size++) {
    const ways: (readonly number[])[] = []
    for (const set of sets) {
      if (!joins(run, ifTheSame(compared, set))) continue
      ways.push(set)
      if (ways.length === MOST_WAYS) break
    }
    if (ways.length > 0) return ways
    sets = sets.flatMap(set => places.slice(places.indexOf(set.at(-1) ?? -1) + 1).map(at => [...set, at]))
  }
  return []
}

function nameAt({ model, extras }: WholeModel, at: number): string {
  return model.comparisons[at]?.comparison.name ?? extras[at - model.comparisons.length]?.name ?? ''
}

function thingAt({ model, extras }: WholeModel, at: number): string {
  return model.comparisons[at]?.comparison.words ?? extras[at - model.comparisons.length]?.name ?? ''
}

function wordsAt({ model, extras }: WholeModel, at: number): string {
  return (model.comparisons[at] ?? extras[at - model.comparisons.length])?.levels[0]?.words ?? ''
}

function bits(weight: number): string {
  return weight.toFixed(1)
}

/** 'a postcode', 'an NHS number' */
function withArticle(name: string): string {
  return `${/^(?:NHS|[aeio])/i.test(name) ? 'an' : 'a'} ${name}`
}
