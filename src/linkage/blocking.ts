import { type Clue, type Clues, cluesOf } from './clues.ts'
import type { Comparable } from './comparable.ts'
import { endHash, hashInto, hashState, joinHalves } from './hash.ts'

/** One way in which two records of a person may meet: records with a key in common become a candidate pair. */
export interface BlockingRule {
  readonly name: string
  /** Two records that share nothing but a key of this rule are too little alike to be one person among very many. */
  readonly weak: boolean
  /** Keys of a record, usually one; none when a value it needs is missing. */
  keys(c: Comparable): readonly string[]
  /** The same keys as numbers: calls back with two whole numbers of 32 bits, which together are the key that the hub asks for. */
  eachKey(clues: Clues, visit: (high: number, low: number) => void): void
}

/** With more records held than this, a pair that shares a weak key alone never has the bits to be looked at. */
export const VERY_MANY = 160_000

/** Most keys of one record that the live hub asks for. */
export const MOST_KEYS = 20

/**
 * The rules, most telling first: when a record has more than MOST_KEYS keys the last ones are dropped. A key has one value of each
 * clue; a record has a key for every such choice.
 *
 * Days and months enter a key in ascending order, so a date and the same date with the two exchanged meet; given and family
 * name enter as a sorted pair, so exchanged names meet.
 */
export const blockingRules: readonly BlockingRule[] = [
  rule('NHS number', 'nhsNumber'),
  rule('UPN', 'upn'),
  rule('PNC ID', 'pncId'),
  rule('phone', 'phone'),
  rule('e-mail', 'email'),
  rule('date of birth and family name', 'days', 'familySounds'),
  weak(rule('date of birth and start of a name', 'days', 'nameStarts')),
  rule('names and year of birth', 'nameSounds', 'years'),
  rule('postcode and first name', 'postcode', 'givenForm'),
  rule('postcode sector and family name', 'area', 'familySound'),
  rule('names and town', 'nameSound', 'town'),
  rule('date of birth and place', 'days', 'places'),
  rule('home and first name', 'home', 'givenForm'),
  rule('names and day of birth', 'nameSound', 'dayOfYear'),
  rule('home', 'home', 'areaOrFamily'),
  weak(rule('family name, initial and year of birth', 'familySounds', 'firstInitial', 'year')),
  rule('first name, town and year of birth', 'givenForm', 'town', 'year'),
  rule('family name, town and year of birth', 'familySound', 'town', 'year'),
  rule('rare full name', 'rareName'),
]

/** Rules that meet too many people in a large file, and find in a smaller one what is written too badly for the others. */
export const looseRules: readonly BlockingRule[] = [
  rule('date of birth', 'days'),
  rule('names', 'nameSounds'),
  rule('postcode', 'postcode'),
  rule('home alone', 'home'),
  rule('family name and year of birth', 'familySounds', 'years'),
  rule('first name and year of birth', 'givenForm', 'years'),
  rule('family name and first initial', 'familySounds', 'firstInitial'),
  rule('first name and postcode district', 'givenForm', 'places'),
  rule('family name and postcode district', 'familySounds', 'places'),
  rule('day of birth and family name', 'dayOfYear', 'familySounds'),
  rule('day of birth and first name', 'dayOfYear', 'givenForm'),
  rule('day of birth and place', 'dayOfYear', 'places'),
  rule('year of birth and place', 'years', 'places'),
  rule('start of a name, place and year of birth', 'nameStarts', 'places', 'year'),
  rule('family name alone', 'familySounds'),
  rule('postcode sector', 'area'),
]

/** At most MOST_KEYS different keys of 63 bits; records that share one are candidates. The hub and the shell tool use the same rules. */
export function blockingKeys(c: Comparable): readonly bigint[] {
  const known = keysOf.get(c)
  if (known !== undefined) return known
  const keys = workOutKeys(c)
  keysOf.set(c, keys)
  return keys
}

/** Asked for more than once: when a row is read, and when it is linked. */
const keysOf = new WeakMap<Comparable, readonly bigint[]>()

function workOutKeys(c: Comparable): readonly bigint[] {
  const keys: bigint[] = []
  eachBlockingKey(cluesOf(c), (high, low) => keys.push(joinHalves(high, low)))
  return keys
}

/** The same keys one after another as two whole numbers of 32 bits, each once, and whether the key is weak. */
export function eachBlockingKey(clues: Clues, visit: (high: number, low: number, weak: boolean) => void): void {
  const highs: number[] = []
  const lows: number[] = []
  for (const { eachKey, weak: isWeak } of blockingRules) {
    eachKey(clues, (high, low) => {
      if (highs.length === MOST_KEYS) return
      for (let at = 0; at < highs.length; at++) if (highs[at] === high && lows[at] === low) return
      highs.push(high)
      lows.push(low)
      visit(high, low, isWeak)
    })
  }
}

/** Those of a record's keys that say too little by themselves among very many records. */
export function weakKeys(c: Comparable): ReadonlySet<bigint> {
  const clues = cluesOf(c)
  const keys = new Set<bigint>()
  for (const { eachKey } of blockingRules.filter(one => one.weak)) {
    eachKey(clues, (high, low) => keys.add(joinHalves(high, low)))
  }
  return keys
}

function weak(one: BlockingRule): BlockingRule {
  return { ...one, weak: true }
}

/** A key is the hash of the rule's name and the values, with a bar after each but the last. */
function rule(name: string, first: Clue, second?: Clue, third?: Clue): BlockingRule {
  const start = hashInto(hashState(), `${name}|`, hashState())
  const one = hashState()
  const two = hashState()
  const three = hashState()
  const parts = [first, second, third].filter(clue => clue !== undefined)
  return {
    name,
    weak: false,
    keys: c => {
      const clues = cluesOf(c)
      return parts
        .map(clue => clues[clue])
        .reduce((keys, values) => keys.flatMap(key => values.map(value => `${key}|${value}`)))
    },
    eachKey: (clues, visit) => {
      for (const value of clues[first]) {
        hashInto(start, value, one)
        if (second === undefined) {
          endHash(one, visit)
          continue
        }
        hashInto(one, '|', one)
        for (const further of clues[second]) {
          hashInto(one, further, two)
          if (third === undefined) {
            endHash(two, visit)
            continue
          }
          hashInto(two, '|', two)
          for (const last of clues[third]) endHash(hashInto(two, last, three), visit)
        }
      }
    },
  }
}
