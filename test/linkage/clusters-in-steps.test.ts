import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePersons } from '../../bench/persons.ts'
import { linkRecords } from '#linkage/link-records.ts'
import { type ClusterInput, clusterRecords, type LinkedPair } from '#linkage/clusters/cluster.ts'
import { clusterRulesFor } from '#linkage/clusters/cluster-rules.ts'
import { HOLD } from '#linkage/clusters/merge.ts'

type Clusters = readonly (readonly string[])[]

/** Whether a pair may put two records together: what the hub follows when it looks for all that hangs together (decision 5). */
function mayJoin({ weight, holds }: LinkedPair, { rules }: Pick<ClusterInput, 'rules'>): boolean {
  return weight >= rules.joinAt && holds.length === 0
}

/** Everything that hangs together with some records, by pairs that may join, by what people linked, and by present clusters. */
function componentOf(seeds: Iterable<string>, input: ClusterInput, present: Clusters): ReadonlySet<string> {
  const reached = new Set(seeds)
  const edges = [
    ...input.pairs.filter(pair => mayJoin(pair, input)).map(({ left, right }) => [left, right] as const),
    ...(input.mustLink ?? []),
    ...present.flatMap(members => members.slice(1).map(member => [members[0] ?? '', member] as const)),
  ]
  for (let before = -1; before < reached.size; ) {
    before = reached.size
    for (const [a, b] of edges) {
      if (reached.has(a) || reached.has(b)) reached.add(a).add(b)
    }
  }
  return reached
}

function only(input: ClusterInput, inside: ReadonlySet<string>): ClusterInput {
  const both = (left: string, right: string) => inside.has(left) && inside.has(right)
  return {
    ...input,
    records: input.records.filter(record => inside.has(record)),
    pairs: input.pairs.filter(({ left, right }) => both(left, right)),
    mustLink: (input.mustLink ?? []).filter(pair => both(...pair)),
    mustNotLink: (input.mustNotLink ?? []).filter(pair => both(...pair)),
  }
}

/** Cluster some records first, and then the others as they come: each step clusters again only what it touches. */
function inSteps(input: ClusterInput, steps: readonly (readonly string[])[]): Clusters {
  const here = new Set<string>()
  let clusters: Clusters = []
  for (const step of steps) {
    for (const record of step) here.add(record)
    const now = only(input, here)
    const touched = componentOf(step, now, clusters)
    const again = clusterRecords(only(now, touched)).map(({ members }) => members)
    clusters = [...clusters.filter(members => !members.some(member => touched.has(member))), ...again]
  }
  return clusters.toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
}

function atOnce(input: ClusterInput): Clusters {
  return clusterRecords(input).map(({ members }) => members)
}

const LETTERS = [...'abcdefghij']
const RULES = { joinAt: 6, breakAt: 3, mostBits: 12, strangerBits: 2, largest: 50, contradicts: () => true }
const anyTwo = fc
  .tuple(fc.constantFrom(...LETTERS), fc.constantFrom(...LETTERS))
  .filter(([left, right]) => left < right)
const anyInput = fc
  .record({
    pairs: fc.uniqueArray(fc.tuple(anyTwo, fc.integer({ min: -3, max: 14 }), fc.constantFrom([], [], ['differs'])), {
      selector: ([two]) => two.join(),
      maxLength: 24,
    }),
    mustLink: fc.array(anyTwo, { maxLength: 2 }),
    mustNotLink: fc.array(anyTwo, { maxLength: 2 }),
  })
  .map(
    ({ pairs, ...said }): ClusterInput => ({
      records: LETTERS,
      rules: RULES,
      pairs: pairs.map(([[left, right], weight, holds]) => ({ left, right, weight, holds })),
      ...said,
    }),
  )

describe('clustering in steps', () => {
  it('gives what clustering at once gives, in whatever steps the records come', () => {
    fc.assert(
      fc.property(anyInput, fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }), (input, stepOf) => {
        const steps = [0, 1, 2, 3].map(step => LETTERS.filter((_, at) => stepOf[at] === step))
        expect(inSteps(input, steps)).toEqual(atOnce(input))
      }),
      { numRuns: 400 },
    )
  })

  it('gives the same of an invented world, half of it first', () => {
    const { ids, pairs, model } = linkRecords(makePersons(400, 51))
    const input: ClusterInput = {
      records: ids,
      rules: clusterRulesFor(model.thresholds),
      pairs: Array.from({ length: pairs.size }, (_, row) => ({
        left: ids[pairs.left[row] ?? 0] ?? '',
        right: ids[pairs.right[row] ?? 0] ?? '',
        weight: pairs.weight[row] ?? 0,
        holds:
          pairs.hold[row] === HOLD.none
            ? []
            : [pairs.hold[row] === HOLD.contradiction ? 'may be twins' : 'only the names agree'],
      })),
    }
    const half = ids.filter((_, at) => at % 2 === 0)
    const rest = ids.filter((_, at) => at % 2 === 1)
    expect(atOnce(input).filter(members => members.length > 1).length).toBeGreaterThan(50)
    expect(inSteps(input, [half, ...rest.map(record => [record])])).toEqual(atOnce(input))
  })
})
