import type { LinkResult } from '../link-records.ts'
import { compare, standing } from './if-the-same.ts'

/** Records that would not join even a copy of themselves, and what they lack. */
export interface Unlinkable {
  readonly records: number
  /** What some record of the run has, in plain words, and how many of these do not have it; most first. */
  readonly lacking: readonly { readonly words: string; readonly records: number }[]
  /** What is known of them, in plain words, and of how many; most first. */
  readonly known: readonly { readonly words: string; readonly records: number }[]
}

/** Known of ages only where there is no date of birth, and of middle names only beside a first. */
const NOT_ASKED = new Set(['age', 'middle_name'])

/** Find and count them; a run's report has the number alone. */
export function unlinkableIn(result: LinkResult): Unlinkable {
  const { model, extras, people, rules } = result
  const things = [
    ...model.comparisons.map(({ comparison }) => ({ words: comparison.words, asked: !NOT_ASKED.has(comparison.name) })),
    ...extras.map(({ name }) => ({ words: name, asked: true })),
  ]
  const lacking = new Map<string, number>()
  const inFile = new Set<string>()
  const known = new Map<string, number>()
  let records = 0
  for (const [record, person] of people.entries()) {
    const itself = compare(result, person, person, result.extraLevelsOf(record, record))
    for (const [at, { words }] of things.entries()) if ((itself.levels[at] ?? -1) >= 0) inFile.add(words)
    const { weight, holds } = standing(result, itself)
    if (weight >= rules.joinAt && holds.length === 0) continue
    records++
    const has: string[] = []
    for (const [at, { words, asked }] of things.entries()) {
      if ((itself.levels[at] ?? -1) >= 0) has.push(words)
      else if (asked) count(lacking, words)
    }
    count(known, has.length === 0 ? 'nothing' : has.join(', '))
  }
  return { records, lacking: mostFirst(lacking).filter(({ words }) => inFile.has(words)), known: mostFirst(known) }
}

function count(counts: Map<string, number>, words: string): void {
  counts.set(words, (counts.get(words) ?? 0) + 1)
}

function mostFirst(counts: ReadonlyMap<string, number>) {
  return [...counts]
    .map(([words, records]) => ({ words, records }))
    .toSorted((a, b) => b.records - a.records || (a.words < b.words ? -1 : 1))
}
