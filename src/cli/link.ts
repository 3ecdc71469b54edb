import { parseArgs } from 'node:util'
import { type LinkResult, linkRecords } from '#linkage/link-records.ts'
import { type Command, type Io, WrongUse } from './command.ts'
import { FIELDS, parseMapping } from './link/fields.ts'
import { clusterLines, pairLines } from './link/output.ts'
import { type ReadRecords, readRecords } from './link/read-records.ts'
import { type Unreadable, unreadableIn, unreadableWords } from './link/unreadable.ts'
import { recallWords, reportHtml } from './link/report.ts'
import { writeLines } from './link/write-csv.ts'

const help = `throughline link FILE [FILE …] --id COL [--map FIELD=COL …] --clusters FILE [--pairs FILE] [--report FILE]

Finds which records are of the same person, within one file and across several, with the model that the hub uses.
Reads CSV (comma, semicolon, tab or bar; UTF-8 or Windows-1252), NDJSON (.ndjson, .jsonl) and Parquet
(.parquet). Needs no server.

  --id COL             column with the record's id; once for all files, or once for each
  --map FIELD=COL      which column holds what, as often as needed; FIELD=COL+COL joins columns with a space
                       (address=street_number+address_1). With several files, a mapping is for those that have its columns.
                       Fields: ${Object.keys(FIELDS).slice(0, 7).join(', ')},
                       ${Object.keys(FIELDS).slice(7).join(', ')}.
                       text:NAME=COL, date:NAME=COL and category:NAME=COL take any other column (text and dates also know
                       "nearly the same");
                       how much these count is found in the records.
                       Columns that bear the name of a field, or a usual other one (surname, dob, suburb …), need no --map:
                       those that the hub's list of people knows (data/mappings/person-list.json). House number and
                       address lines in columns of their own are joined.
  --clusters FILE      write clusters: the columns id, cluster, one row for every record
  --pairs FILE         write pairs at or above the review weight: id_left, id_right, weight (log2 odds), probability,
                       decision (join, review, apart), reason, and the level of each comparison
  --report FILE        write a page on how it went, readable without a network; values of example pairs are masked
  --link-only          each file has every person at most once: its records are not compared with each other, and a cluster
                       holds at most one record of each file
  --show-values        do not mask them: the page then holds personal data
  --train              adapt the model to these records first (no known truth needed); the hub does not do this
  --threshold WEIGHT   join from this weight on, instead of the model's own (below zero: --threshold=-2)
  --json               one JSON object on standard output

Ids are written as they came, so that they match the input again. Only free text (the reason) that a spreadsheet would take
for a formula gets an apostrophe in front. When two files use the same id, every id gets its file's name in front (A:17).

Exit codes: 0 done, 1 the files cannot be linked, 2 wrong use.
`

/** `throughline link`: record linkage of files from the shell. */
export const link: Command = {
  name: 'link',
  summary: 'find the records of the same person in one or more files',
  help,
  run,
}

interface Options {
  readonly clusters: string | undefined
  readonly pairs: string | undefined
  readonly report: string | undefined
  readonly showValues: boolean
  readonly json: boolean
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      id: { type: 'string', multiple: true, default: [] },
      map: { type: 'string', multiple: true, default: [] },
      clusters: { type: 'string' },
      pairs: { type: 'string' },
      report: { type: 'string' },
      'show-values': { type: 'boolean', default: false },
      train: { type: 'boolean', default: false },
      'link-only': { type: 'boolean', default: false },
      threshold: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (files.length === 0) throw new WrongUse('no file to link is given')
  if (values.id.length === 0) throw new WrongUse('--id COL is missing: which column holds the record ids?')
  if (!values.clusters && !values.pairs && !values.report) {
    throw new WrongUse('nothing to write: give --clusters FILE, --pairs FILE or --report FILE')
  }
  if (values['link-only'] && files.length < 2) throw new WrongUse('--link-only takes two files or more')
  const joinAt = threshold(values.threshold)
  const mapping = parseMapping(values.map)

  const begun = performance.now()
  const input = await readRecords(files, values.id, mapping, io)
  io.stderr(`${input.records.length} records read\n`)
  const result = linkRecords(input.records, {
    train: values.train,
    extras: mapping.extras,
    oneOfEachSource: values['link-only'],
    ...(joinAt !== undefined && { joinAt }),
    onStage: stage => io.stderr(`${stage} …\n`),
  })
  const options = {
    clusters: values.clusters,
    pairs: values.pairs,
    report: values.report,
    showValues: values['show-values'],
    json: values.json,
  }
  await write(result, input, options)
  const unread = unreadableIn(input, result)
  for (const one of unread) io.stderr(`${unreadableWords(one)}\n`)
  tell(result, input, unread, (performance.now() - begun) / 1000, options, io)
  return 0
}

function threshold(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const weight = Number(text)
  if (text.trim() === '' || !Number.isFinite(weight))
    throw new WrongUse(`--threshold takes a match weight, not '${text}'`)
  return weight
}

async function write(result: LinkResult, input: ReadRecords, options: Options): Promise<void> {
  if (options.clusters) await writeLines(options.clusters, clusterLines(result))
  if (options.pairs) await writeLines(options.pairs, pairLines(result))
  if (options.report) {
    await writeLines(options.report, [
      reportHtml(result, input, { madeAt: new Date(), showValues: options.showValues }),
    ])
  }
}

function tell(
  result: LinkResult,
  input: ReadRecords,
  unreadable: readonly Unreadable[],
  seconds: number,
  options: Options,
  io: Io,
): void {
  const { report } = result
  const inSeveral = input.files.length < 2 ? undefined : peopleInSeveralFiles(input, result)
  if (options.json) {
    const { blocking, weights: _, clusterSizes, ...counts } = report
    const summary = { ...counts, clusterSizes, blocking, model: result.model.name, thresholds: result.model.thresholds }
    io.stdout(
      `${JSON.stringify({ ...summary, inSeveralFiles: inSeveral, unreadable, seconds: Number(seconds.toFixed(3)) })}\n`,
    )
    return
  }
  const lines = [
    `${report.records} records are ${report.clusters} people`,
    `${report.pairsCompared} pairs compared: ${report.pairsToJoin} join, ${report.pairsToReview} to review`,
    recallWords(report.blockingRecall),
    ...(inSeveral === undefined ? [] : [inSeveralWords(inSeveral)]),
    ...(report.broken.length > 0
      ? [`${report.broken.length} clusters to look at: a strong pair was not followed`]
      : []),
    ...(report.unlinkable > 0 ? [`${report.unlinkable} records say too little to be linked to anything`] : []),
    `${seconds.toFixed(1)} s, model ${result.model.name}`,
  ]
  io.stdout(`${lines.join('\n')}\n`)
}

function inSeveralWords(people: number): string {
  if (people === 0) return 'No person was found in more than one file'
  return people === 1 ? '1 person is in more than one file' : `${people} people are in more than one file`
}

function peopleInSeveralFiles({ records }: ReadRecords, { ids, clusterOf }: LinkResult): number {
  const sourceOf = new Map(records.map(({ id, source }) => [id, source]))
  const several = new Set<number>()
  for (const [at, cluster] of clusterOf.entries()) {
    if (sourceOf.get(ids[at] ?? '') !== sourceOf.get(ids[cluster] ?? '')) several.add(cluster)
  }
  return several.size
}
