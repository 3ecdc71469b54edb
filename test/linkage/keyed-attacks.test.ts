import { createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePersons } from '../../bench/persons.ts'
import frequencies from '../../data/names/frequencies.json' with { type: 'json' }
import { toComparable } from '#linkage/normalise/person.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { unionFind } from '#linkage/clusters/union-find.ts'
import { blocksOf, encodeCard, gramsOf, readCard } from '#linkage/keyed/card.ts'
import { encodeList, type EncodedPerson, encodePerson } from '#linkage/keyed/encode.ts'
import { deriveKeys } from '#linkage/keyed/keys.ts'
import { traitsOf } from '#linkage/keyed/traits.ts'

/**
 * Attacks by somebody who has a file of encodings, knows the scheme and a public list of how common family names are, and has no
 * key. Each is first seen to succeed on a weak scheme, so that its failure on ours means something. Chance is the share of the people
 * who bear the commonest name: what guessing it for everybody gets right.
 */
const PEOPLE = 4000
const SMALL = 0.01
const PUBLIC = Object.entries(frequencies.family)
  .map(([name, share]) => ({ name: name.toLowerCase(), share }))
  .filter(({ name }) => /^[a-z]+$/.test(name))
  .toSorted((a, b) => b.share - a.share)
const ALL_SHARES = PUBLIC.reduce((sum, { share }) => sum + share, 0)

const random = seededRandom(3)
/** Young people of one town: what they have in common makes it harder. */
const people = makePersons(PEOPLE, 21).map(({ person }) =>
  toComparable({
    ...person,
    familyName: drawName(),
    city: 'Luton',
    dateOfBirth: person.dateOfBirth?.replace(/^\d{4}/, random() < 0.5 ? '2009' : '2010') ?? '',
  }),
)
const names = people.map(({ family }) => family[0] ?? '')
const chance = Math.max(...countsOf(names).values()) / PEOPLE
const keys = deriveKeys(new Uint8Array(32).fill(1), { from: 'btp', to: 'lewisham' })

/** What is seen of the family name of each person: several times, once under each meeting. */
interface Seen {
  readonly tags: readonly string[]
  readonly marks: readonly string[]
  readonly sketches: readonly Uint8Array[]
}

let ours: readonly Seen[] = []
beforeAll(() => {
  ours = [...encodeList(keys, { people, clusterOf: Int32Array.from(people.keys()) })].map(seenOf)
})

function seenOf({ meetings }: EncodedPerson): Seen {
  const cards = meetings.map(({ card }) => readCard(Buffer.from(card, 'base64url')))
  return {
    tags: meetings.map(({ tag }) => tag),
    marks: cards.map(({ marks }) => String(marks.familyWords[0])),
    sketches: cards.flatMap(({ sketches }) => sketches.family ?? []),
  }
}

function drawName(): string {
  let left = random() * ALL_SHARES
  return PUBLIC.find(({ share }) => (left -= share) < 0)?.name ?? 'smith'
}

describe('the frequency alignment attack', () => {
  it('succeeds on names in plain Bloom filters, and on our own sketches without a key for each meeting', () => {
    const bloom = frequencyAttack(names.map(name => [bytesToText(bloomFilter(name))]))
    const oneKey = people.map(
      person => readCard(encodeCard(new Uint8Array(32), blocksOf(traitsOf(person)))).sketches.family,
    )
    const unsalted = frequencyAttack(oneKey.map(sketch => [bytesToText(sketch ?? new Uint8Array())]))
    report('frequency alignment', { 'plain Bloom filters': bloom, 'one key for all': unsalted })
    expect(bloom).toBeGreaterThan(3 * chance)
    expect(unsalted).toBeGreaterThan(3 * chance)
  })

  it.each(['tags', 'marks', 'sketches'] as const)('fails on our %s', what => {
    const found = frequencyAttack(
      ours.map(seen => seen[what].map(value => (typeof value === 'string' ? value : bytesToText(value)))),
    )
    report('frequency alignment', { [`our ${what}`]: found })
    expect(found).toBeLessThanOrEqual(chance + SMALL)
  })

  it('finds no encoding of a name more than once outside the people of one meeting', () => {
    const meetingsOf = new Map<string, Set<string>>()
    for (const { tags, sketches } of ours) {
      for (const [at, sketch] of sketches.entries()) {
        const text = bytesToText(sketch)
        meetingsOf.set(text, (meetingsOf.get(text) ?? new Set()).add(tags[at] ?? ''))
      }
    }
    expect([...meetingsOf.values()].filter(({ size }) => size > 1)).toEqual([])
  })
})

describe('the pattern mining attack', () => {
  it('succeeds on names in plain Bloom filters', () => {
    const found = patternAttack(names.map(bloomFilter))
    report('pattern mining', { 'plain Bloom filters': found })
    expect(found).toBeGreaterThan(3 * chance)
  })

  it('fails on our sketches', () => {
    const found = patternAttack(ours.map(({ sketches }) => sketches[0] ?? new Uint8Array(32)))
    report('pattern mining', { 'our sketches': found })
    expect(found).toBeLessThanOrEqual(chance + SMALL)
  })
})

describe('the chaining attack', () => {
  it('succeeds when details that several people share are kept', () => {
    const found = chainAttack(people.map(person => seenOf(encodePerson(keys, person))))
    report('chaining', { 'shared details kept': found })
    expect(found).toBeGreaterThan(chance + SMALL)
  })

  it('fails on ours, where nobody meets another person of the same list', () => {
    const found = chainAttack(ours)
    report('chaining', { ours: found })
    expect(found).toBeLessThanOrEqual(chance + SMALL)
    expect(Math.max(...countsOf(ours.flatMap(({ tags }) => tags)).values())).toBe(1)
  })
})

/** People who meet and have one family name there are taken for one family name; its size says which. */
function chainAttack(seen: readonly Seen[]): number {
  const sets = unionFind(seen.length)
  const holders = new Map<string, number>()
  for (const [at, { tags, marks }] of seen.entries()) {
    for (const [place, tag] of tags.entries()) {
      const value = `${tag} ${marks[place]}`
      const other = holders.get(value)
      if (other === undefined) holders.set(value, at)
      else sets.union(sets.find(at), sets.find(other))
    }
  }
  return frequencyAttack(seen.map((_, at) => [String(sets.find(at))]))
}

function report(attack: string, found: Readonly<Record<string, number>>): void {
  const parts = Object.entries(found).map(([scheme, share]) => `${scheme} ${(100 * share).toFixed(2)}%`)
  console.log(`${attack}: names found on ${parts.join(', ')} (chance ${(100 * chance).toFixed(2)}%)`)
}

function countsOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function bytesToText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The share of people whose name is right when the commonest encoding is taken for the commonest name, and so on down. */
function frequencyAttack(seen: readonly (readonly string[])[]): number {
  const counts = countsOf(seen.flat())
  const inOrder = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const rankOf = new Map(inOrder.map(([value], rank) => [value, rank]))
  const right = seen.filter((values, at) => {
    const best = Math.min(...values.map(value => rankOf.get(value) ?? Number.POSITIVE_INFINITY))
    return PUBLIC[best]?.name === names[at]
  })
  return right.length / seen.length
}

const BITS = 1000
const HASHES = 10

/** The encoding of Schnell, Bachteler & Reiher (2009) for one field: pairs of letters by double hashing with a secret, not hardened. */
function bloomFilter(name: string): Uint8Array {
  const filter = new Uint8Array(BITS / 8)
  for (const gram of gramsOf(`^${name}$`)) {
    const digest = createHmac('sha256', 'a secret that the attacker does not have').update(gram).digest()
    const [first, step] = [digest.readUInt32BE(0), digest.readUInt32BE(4)]
    for (let at = 0; at < HASHES; at++) {
      const bit = (first + at * step) % BITS
      filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
  }
  return filter
}

/**
 * After Christen, Vidanage, Ranbaduge & Schnell (2018): bits that go together in most filters are taken for one pair of letters, and for that
 * one which is as common and goes as often with those found before; names are then read off the pairs found.
 */
function patternAttack(filters: readonly Uint8Array[]): number {
  const patterns = patternsIn(filters)
  const grams = publicGrams()
  const assigned = assign(patterns, grams)
  const right = filters.filter((_, at) => {
    const present = new Set(assigned.filter(({ holders }) => holders.has(at)).map(({ gram }) => gram))
    return readOff(present, new Set(assigned.map(({ gram }) => gram))) === names[at]
  })
  return right.length / filters.length
}

/** Sets of filters that have the same bits, by at least three bits each, the largest first. */
function patternsIn(filters: readonly Uint8Array[]): Set<number>[] {
  const columns: Set<number>[] = []
  for (let bit = 0; bit < (filters[0]?.length ?? 0) * 8; bit++) {
    const holders = filters.flatMap((filter, at) => (((filter[bit >> 3] ?? 0) >> (bit & 7)) & 1 ? [at] : []))
    if (holders.length > filters.length / 200) columns.push(new Set(holders))
  }
  const patterns: Set<number>[] = []
  for (const column of columns.toSorted((a, b) => a.size - b.size)) {
    const same = columns.filter(other => overlap(column, other) > 0.85)
    if (same.length < 3 || patterns.some(known => overlap(known, column) > 0.85)) continue
    patterns.push(column)
  }
  return patterns.toSorted((a, b) => b.size - a.size)
}

function overlap(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (Math.min(a.size, b.size) < 0.85 * Math.max(a.size, b.size)) return 0
  const both = a.intersection(b).size
  return both / (a.size + b.size - both)
}

/** For each pair of letters the shares of people whose names have it, by name. */
function publicGrams(): Map<string, Map<string, number>> {
  const grams = new Map<string, Map<string, number>>()
  for (const { name, share } of PUBLIC) {
    for (const gram of gramsOf(`^${name}$`)) {
      grams.set(gram, (grams.get(gram) ?? new Map<string, number>()).set(name, share / ALL_SHARES))
    }
  }
  return grams
}

interface Assigned {
  readonly gram: string
  readonly holders: ReadonlySet<number>
}

function assign(patterns: readonly Set<number>[], grams: ReadonlyMap<string, ReadonlyMap<string, number>>): Assigned[] {
  const assigned: Assigned[] = []
  const left = new Map(grams)
  for (const holders of patterns) {
    const candidates = [...left].map(([gram, shares]) => {
      const misfits = assigned.map(known =>
        Math.abs(
          holders.intersection(known.holders).size / PEOPLE - sharedBy(shares, grams.get(known.gram) ?? new Map()),
        ),
      )
      const misfit = Math.abs(holders.size / PEOPLE - sumOf(shares))
      return { gram, misfit: misfit + misfits.reduce((sum, one) => sum + one, 0) }
    })
    const best = candidates.toSorted((a, b) => a.misfit - b.misfit)[0]
    if (!best) break
    left.delete(best.gram)
    assigned.push({ gram: best.gram, holders })
  }
  return assigned
}

function sumOf(shares: ReadonlyMap<string, number>): number {
  return [...shares.values()].reduce((sum, share) => sum + share, 0)
}

function sharedBy(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  return [...a].reduce((sum, [name, share]) => sum + (b.has(name) ? share : 0), 0)
}

/** The commonest name among those that have just the pairs of letters present, of the pairs that are known; else the most alike. */
function readOff(present: ReadonlySet<string>, known: ReadonlySet<string>): string {
  let best = { name: '', fit: Number.NEGATIVE_INFINITY }
  for (const { name } of PUBLIC) {
    const wanted = gramsOf(`^${name}$`).intersection(known)
    const fit = -wanted.symmetricDifference(present).size
    if (fit > best.fit) best = { name, fit }
  }
  return best.name
}
