import { parseArgs } from 'node:util'
import { askEncoded, decide, inWords, type MatchScore, personV1, thresholdsAt } from '#linkage/index.ts'
import { type Command, type Io, WrongUse } from './command.ts'
import { type EncodedRecord, readEncodedFile } from './keyed/files.ts'
import { columnIndex } from './link/columns-of.ts'
import { openTable } from './link/read-table.ts'
import { csvCell, csvText, writeLines } from './link/write-csv.ts'

const help = `throughline ask ENCODED_A ENCODED_B --matches FILE [--ids FILE …]

Finds which records of the first file are of a person in the second, both made by 'throughline encode' with the key of one
pair of agencies. Needs no key and no server. Weights and thresholds are those of 'throughline link'; what cannot be compared
under encoding counts as missing, so a little is lost (docs/decisions/0012-matching-without-pooling.md).

  --matches FILE       write the pairs at or above the review weight: asked, held (references), weight (log2 odds),
                       probability, decision (join, review), reason
  --ids FILE           what 'throughline encode --ids' wrote: gives your own ids in place of references
  --json               one JSON object on standard output

Exit codes: 0 done, 1 the files cannot be compared, 2 wrong use.
`

/** `throughline ask`: does another agency hold these people, asked of encodings. */
export const ask: Command = {
  name: 'ask',
  summary: 'find the people that two encoded files have in common',
  help,
  run,
}

interface Counts {
  asked: number
  join: number
  review: number
}

interface Found {
  readonly asked: string
  readonly held: string
  readonly score: MatchScore
  readonly decision: 'join' | 'review'
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      matches: { type: 'string' },
      ids: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  const [askedFile, heldFile] = positionals
  if (askedFile === undefined || heldFile === undefined || positionals.length > 2) {
    throw new WrongUse('give two encoded files: that of who is asked for, and that of who is held')
  }
  if (!values.matches) throw new WrongUse('--matches FILE is missing')
  const idOf = await readIds(values.ids)

  const like: { key?: string } = {}
  const held: EncodedRecord[] = []
  for await (const record of readEncodedFile(heldFile, like)) held.push(record)
  const counts: Counts = { asked: 0, join: 0, review: 0 }
  const found: Found[] = []
  const matchesFor = askEncoded(held.map(({ person }) => person))
  const thresholds = thresholdsAt(personV1, held.length)
  for await (const { reference, person } of readEncodedFile(askedFile, like)) {
    counts.asked++
    for (const match of matchesFor(person)) {
      const decision = decide(match.score, thresholds)
      if (decision === 'apart') continue
      counts[decision]++
      found.push({ asked: reference, held: held[match.held]?.reference ?? '', score: match.score, decision })
    }
  }
  await writeLines(values.matches, matchLines(found, idOf))
  const summary = { ...counts, held: held.length }
  io.stdout(
    values.json
      ? `${JSON.stringify(summary)}\n`
      : `${counts.asked} asked of ${held.length} held: ${counts.join} pairs join, ${counts.review} to review\n`,
  )
  return 0
}

async function readIds(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const idOf = new Map<string, string>()
  for (const file of files) {
    const table = await openTable(file)
    const reference = columnIndex(table, 'reference')
    const id = columnIndex(table, 'id')
    for await (const row of table.rows) idOf.set(row[reference] ?? '', row[id] ?? '')
  }
  return idOf
}

function* matchLines(found: readonly Found[], idOf: ReadonlyMap<string, string>): Generator<string> {
  yield 'asked,held,weight,probability,decision,reason'
  for (const { asked, held, score, decision } of found) {
    const cells = [
      csvCell(idOf.get(asked) ?? asked),
      csvCell(idOf.get(held) ?? held),
      score.weight.toFixed(3),
      score.probability.toFixed(6),
      decision,
      csvText(inWords(score)),
    ]
    yield cells.join(',')
  }
}
