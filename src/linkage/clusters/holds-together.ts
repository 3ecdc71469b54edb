import { inWords } from '../explain.ts'
import { explainPair } from '../explain-pair.ts'
import type { LinkResult } from '../link-records.ts'
import { listed } from '../listed.ts'
import type { ClusterQuality } from './quality.ts'

/** One of the pairs that hold a cluster together. */
export interface HoldingPair {
  /** Record numbers. */
  readonly left: number
  readonly right: number
  /** log2 odds; undefined for a link that a person made */
  readonly weight: number | undefined
  /** What agrees and what does not. */
  readonly words: string
  /** Without it the cluster would fall in two. */
  readonly isBridge: boolean
}

/** Why the records of a cluster are together. */
export interface HoldsTogether {
  /** As few pairs as connect all members and as heavy as there are, heaviest first. */
  readonly pairs: readonly HoldingPair[]
  /** Records and pairs on which it hangs, as sentences: 'A and C are together only through B'. */
  readonly sentences: readonly string[]
}

const BY_HAND = 'Somebody said that they are one person'
/** Records named in a sentence; the others are counted. */
const MOST_NAMED = 4
/** Sentences of one cluster. */
const MOST_SENTENCES = 5

/** What holds a cluster together. @param nameOf how a record is called, by number */
export function holdsTogether(
  result: LinkResult,
  quality: ClusterQuality,
  nameOf: (record: number) => string,
): HoldsTogether {
  const { members, left, right, row } = quality.graph
  const bridges = new Set(quality.bridges.map(({ edge }) => edge))
  const recordAt = (place: number | undefined): number => members[place ?? 0] ?? 0
  const pairs = quality.tree.map((edge): HoldingPair => {
    const [a, b] = [recordAt(left[edge]), recordAt(right[edge])]
    const ends = { left: Math.min(a, b), right: Math.max(a, b), isBridge: bridges.has(edge) }
    if ((row[edge] ?? -1) < 0) return { ...ends, weight: undefined, words: BY_HAND }
    const score = explainPair(result, a, b)
    return { ...ends, weight: score.weight, words: inWords(score) }
  })
  return { pairs, sentences: hangsBy(quality, nameOf) }
}

/** On which records and pairs a cluster hangs, as sentences; none when it hangs on no single one. @param nameOf how a record is called, by number */
export function hangsBy(
  { graph, joined, bridges, cutMembers }: ClusterQuality,
  nameOf: (record: number) => string,
): readonly string[] {
  const named = (places: readonly number[]) => some(places.map(place => nameOf(graph.members[place] ?? 0)))
  const thin = bridges.filter(({ smaller }) => smaller > 1).slice(0, MOST_SENTENCES)
  const onPairs = thin.map(({ edge: bridge }) => {
    const others = joined.filter(edge => edge !== bridge)
    const ends = named([graph.left[bridge] ?? 0, graph.right[bridge] ?? 0])
    return `${together(parts(graph, others), named)} only through the pair ${ends}.`
  })
  const told = new Set(thin.flatMap(({ edge }) => [graph.left[edge], graph.right[edge]]))
  const cuts = cutMembers.filter(place => !told.has(place)).slice(0, MOST_SENTENCES - onPairs.length)
  const onRecords = cuts.map(cut => `${together(parts(graph, joined, cut), named)} only through ${named([cut])}.`)
  return [...onPairs, ...onRecords]
}

/** 'A and C are together', 'A and B are together with C' */
function together(sides: readonly (readonly number[])[], named: (places: readonly number[]) => string): string {
  if (sides.every(side => side.length === 1)) return `${named(sides.flat())} are together`
  const [first = [], ...others] = sides
  return `${named(first)} ${first.length === 1 ? 'is' : 'are'} together with ${others.map(named).join(' and with ')}`
}

/** The places that hang together by some edges without one place, as lists in order of their first. */
function parts(
  { members, left, right }: ClusterQuality['graph'],
  edges: readonly number[],
  without = -1,
): readonly (readonly number[])[] {
  const neighbours = Array.from(members, (): number[] => [])
  for (const edge of edges) {
    const [a, b] = [left[edge] ?? 0, right[edge] ?? 0]
    neighbours[a]?.push(b)
    neighbours[b]?.push(a)
  }
  const seen = new Set([without])
  const found: number[][] = []
  for (const start of members.keys()) {
    if (seen.has(start)) continue
    const part = [start]
    seen.add(start)
    for (const place of part) {
      for (const next of neighbours[place] ?? []) {
        if (seen.has(next)) continue
        seen.add(next)
        part.push(next)
      }
    }
    found.push(part.toSorted((a, b) => a - b))
  }
  return found
}

function some(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED
  return listed(rest > 1 ? [...names.slice(0, MOST_NAMED), `${rest} more`] : names)
}
