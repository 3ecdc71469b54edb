import { type Comparable, inWords, liveIndex, personV1, scorePair, toComparable } from '#linkage/index.ts'
import { latencyOf } from './figures.ts'
import { makePersons } from './persons.ts'
import type { BenchOptions } from './run.ts'

const MEBIBYTE = 2 ** 20
const MICROSECONDS = 1000
/** Questions asked, after half as many to get warm. */
const QUESTIONS = 10_000
/** People are invented in parts, so that their drafts take less memory than the index. */
const AT_ONCE = 200_000

/**
 * Ask an index in memory who somebody might be: milliseconds for a question, and for two records explained in words.
 *
 * Who is asked about is invented with the others and left out of the index, so that most have records there, written otherwise.
 */
export async function run({ records, seed, json }: BenchOptions): Promise<Record<string, unknown>> {
  const index = liveIndex()
  const asked: Comparable[] = []
  const askEvery = Math.max(2, Math.floor(records / QUESTIONS))
  let seconds = 0
  for (let made = 0; made < records; made += AT_ONCE) {
    const people = makePersons(Math.min(AT_ONCE, records - made), seed + made / AT_ONCE, records)
    const comparable = people.map(({ person }) => toComparable(person))
    const begun = performance.now()
    for (const [at, person] of comparable.entries()) {
      if ((made + at) % askEvery === 0) asked.push(person)
      else index.add(person)
    }
    seconds += (performance.now() - begun) / 1000
    if (!json) process.stderr.write(`${index.size} records, ${seconds.toFixed(1)} s\n`)
  }

  for (const person of asked.slice(0, asked.length / 2)) index.find(person)
  const found = timed(asked, person => index.find(person))
  const matches = asked.reduce((sum, person) => sum + index.find(person).matches.length, 0)
  const explain = (people: readonly Comparable[]) => (person: Comparable, at: number) =>
    inWords(scorePair(personV1, person, people[at + 1] ?? person))
  // Others get it warm, so that nothing is known yet of those who are explained.
  const others = makePersons(QUESTIONS / 2, seed + 1_000_003).map(({ person }) => toComparable(person))
  timed(others, explain(others))
  const explained = timed(asked, explain(asked))
  return {
    held: index.size,
    buildSeconds: Number(seconds.toFixed(1)),
    questions: asked.length,
    matchesEach: Number((matches / asked.length).toFixed(2)),
    find_ms: found,
    explain_ms: explained,
    peak_mib: Math.round((process.resourceUsage().maxRSS * 1024) / MEBIBYTE),
  }
}

/** Milliseconds with three decimals, by percentile. */
function timed<T>(items: readonly T[], ask: (item: T, at: number) => unknown) {
  const times = items.map((item, at) => {
    const begun = performance.now()
    ask(item, at)
    return (performance.now() - begun) * MICROSECONDS
  })
  const { p50, p99, max } = latencyOf(times)
  return { p50: inMs(p50), p99: inMs(p99), max: inMs(max) }
}

function inMs(microseconds: number): number {
  return Number((microseconds / MICROSECONDS).toFixed(3))
}
