import { parseArgs } from 'node:util'

/** What every benchmark is given. */
export interface BenchOptions {
  readonly records: number
  readonly seed: number
  /** True when standard output is for a machine: nothing but the last line. */
  readonly json: boolean
}

/** What every benchmark file exports as `run`; the figures are printed as one line of JSON. */
export type Bench = (options: BenchOptions) => Promise<Record<string, unknown>>

interface BenchEntry {
  readonly name: string
  readonly summary: string
  /** Records when `--records` is not given. */
  readonly records: number
  load(): Promise<Bench>
}

const benchmarks: readonly BenchEntry[] = [
  {
    name: 'linkage',
    summary: 'link a file of invented persons: seconds for each stage, pairs a second, memory',
    records: 100_000,
    load: async () => (await import('./linkage.ts')).run,
  },
  {
    name: 'index',
    summary: 'ask an index in memory who somebody might be, with so many records held: milliseconds, memory',
    records: 1_000_000,
    load: async () => (await import('./live.ts')).run,
  },
  {
    name: 'accuracy',
    summary: 'link sets of known truth by the defaults: how right it is, and how right it says it is',
    records: 20_000,
    load: async () => (await import('./accuracy.ts')).run,
  },
  {
    name: 'ingest',
    summary: 'bring files of four agencies in, with linking, on a new embedded database: rows a second, memory',
    records: 100_000,
    load: async () => (await import('./ingest.ts')).run,
  },
  {
    name: 'search',
    summary: 'search pages over HTTP with so many records held, cold and warm: milliseconds',
    records: 1_000_000,
    load: async () => (await import('./search.ts')).run,
  },
  {
    name: 'person-page',
    summary: 'person pages over HTTP with so many records held, cold and warm: milliseconds',
    records: 1_000_000,
    load: async () => (await import('./person-page.ts')).run,
  },
  {
    name: 'encounter',
    summary:
      'encounters reported over HTTP, 50 a second, with so many records held: milliseconds to the committed answer',
    records: 1_000_000,
    load: async () => (await import('./encounter.ts')).run,
  },
  {
    name: 'busy-child',
    summary:
      'pages of a child with so many events of the case and records of 40 agencies, over HTTP, and the printed pack: milliseconds',
    records: 5000,
    load: async () => (await import('./busy-child.ts')).run,
  },
  {
    name: 'team',
    summary: 'the work of a team and what is due, over HTTP, with so many open cases in one agency: milliseconds',
    records: 50_000,
    load: async () => (await import('./team.ts')).run,
  },
  {
    name: 'due',
    summary: 'so many open clocks of cases looked at by the job that says what is late, and worked out anew: seconds',
    records: 1_000_000,
    load: async () => (await import('./due.ts')).run,
  },
  {
    name: 'start',
    summary: 'npm start in a new data folder, and again: seconds (takes no records)',
    records: 1,
    load: async () => (await import('./start.ts')).run,
  },
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: 'string' },
    seed: { type: 'string', default: '42' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
process.exitCode = await main(positionals[0])

async function main(name: string | undefined): Promise<number> {
  const entry = benchmarks.find(benchmark => benchmark.name === name)
  if (!entry || values.help) {
    const list = benchmarks.map(benchmark => `  ${benchmark.name}  ${benchmark.summary}\n`).join('')
    const print = values.help ? process.stdout : process.stderr
    print.write(`npm run bench -- NAME [--records N] [--seed S] [--json]\n\n${list}`)
    return values.help ? 0 : 2
  }
  const records = wholeNumber(values.records ?? String(entry.records))
  const seed = wholeNumber(values.seed)
  if (records === undefined || records < 1 || seed === undefined) {
    process.stderr.write('--records and --seed take whole numbers, --records at least 1\n')
    return 2
  }
  const run = await entry.load()
  const figures = await run({ records, seed, json: values.json })
  process.stdout.write(`${JSON.stringify({ bench: entry.name, records, seed, ...figures })}\n`)
  return 0
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
