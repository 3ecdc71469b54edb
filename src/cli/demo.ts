import { parseArgs } from 'node:util'
import { toInstant } from '#domain/values/time.ts'
import { type Command, type Io, JobFailed, WrongUse } from './command.ts'
import { loadWorld } from './demo/load.ts'
import { withHub } from './hub.ts'

const help = `throughline demo [--people N] [--seed S] [--json]

Makes the demonstration world in the hub's database: invented people in the records of a dozen agencies, twelve months of
events, and the stories of the debate. The files that the agencies would have sent, and the truth of who is who, stay in the
data folder under demo/. A world that was begun is finished as it was begun; a complete one is left alone.

  --people N  how many invented people (default 6000, or THROUGHLINE_DEMO_PEOPLE)
  --seed S    a whole number; the same seed makes the same world

Exit codes: 0 the world is there, 1 the database holds live data or cannot be opened, 2 wrong use.
`

/** `throughline demo`: make the demonstration world. */
export const demo: Command = { name: 'demo', summary: 'make the demonstration world', help, run }

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { people: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const people = wholeNumber('people', values.people, 1)
  const seed = wholeNumber('seed', values.seed, 0)
  const world = await withHub(io, hub => {
    if (!hub.config.demo)
      throw new JobFailed('The demonstration is switched off. Set THROUGHLINE_DEMO=true, over an empty database.')
    return loadWorld({
      database: hub.database,
      dataDir: hub.config.dataDir,
      people: people ?? hub.config.demoPeople,
      ...(seed === undefined ? {} : { seed }),
      clock: () => toInstant(new Date()),
      log: text => io.stderr(`${text}\n`),
    })
  })
  if (values.json) io.stdout(`${JSON.stringify(world)}\n`)
  return 0
}

function wholeNumber(name: string, given: string | undefined, least: number): number | undefined {
  if (given === undefined) return undefined
  const value = Number(given)
  if (!Number.isSafeInteger(value) || value < least)
    throw new WrongUse(`--${name} is a whole number of at least ${least}.`)
  return value
}
