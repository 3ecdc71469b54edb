import { parseArgs } from 'node:util'
import { BLOCK_LIMIT } from '#linkage/choose-blocks.ts'
import type { ChangeCounts } from '#linkage/clusters/person-ids.ts'
import type { LinkResult } from '#linkage/link-records.ts'
import type { SavedModel } from '#linkage/saved-model.ts'
import { type Command, type Io, WrongUse } from './command.ts'
import { heldTo, readConstraints } from './link/constraint-files.ts'
import { exportPersonModel } from './link/export-splink.ts'
import { FIELDS, parseMapping } from './link/fields.ts'
import { readModelFile } from './link/model-file.ts'
import { changeWords, nameClusters, readPrevious } from './link/previous.ts'
import { ALONE_UP_TO, extrasOf, MOST_THREADS, threadsFor, threadsIn, threshold, usualFor } from './link/options.ts'
import { type ReadRecords, readRecords } from './link/read-records.ts'
import { estimateWords, recallWords } from './link/report.ts'
import { runSplink } from './link/splink.ts'
import { linkJudged, readJudged } from './link/judged.ts'
import { type Unreadable, unreadableIn, unreadableWords, yearOnlyIn, yearOnlyWords } from './link/unreadable.ts'
import { writeFiles } from './link/write-files.ts'

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
                       address lines in columns of their own are joined. Unless --no-train, other columns by which people are
                       often told apart are taken up too: birth place, occupation, nationality, state, insurance number …
  --clusters FILE      write clusters: the columns id, cluster, one row for every record
  --previous CLUSTERS  the clusters file of an earlier run: whoever has most of the records of a person keeps the id, somebody new
                       gets none that was used there (without it, a cluster has the id of its first record)
  --changes FILE       with --previous, write what changed: change (joined, split, new, gone), id_before, id_after, records
  --pairs FILE         write pairs at or above the review weight: id_left, id_right, weight (log2 odds), probability,
                       decision (join, review, apart), reason, and the level of each comparison
  --quality FILE       write how well each cluster of two or more records hangs together: shares of its pairs that join and that
                       are alike, bridges (pairs without any one of which it would fall in two), its weakest cut (weight,
                       records on the smaller side, pairs across), records of one file, what it hangs by, reasons to look at it
  --alone FILE         write the records that stayed alone: what each is nearest to, their weight, and in words what is lacking
  --report FILE        write a page on how it went, readable without a network: weights, blocking, clusters to look at (drawn),
                       records that nearly joined, what those lack of which too little is known; values are masked
  --link-only          each file has every person at most once: its records are not compared with each other, and a cluster
                       holds at most one record of each file (so two files are joined one-to-one)
  --must-link FILE     pairs of records that are of one person, whatever they weigh (columns id_left, id_right)
  --must-not-link FILE pairs of records that are of two people: no cluster holds both
  --show-values        do not mask them: the page then holds personal data
  --no-train           link as the hub does: by the model as it is, the fields above and the usual rules for what to compare.
                       Otherwise the model is first adapted to these records, which needs no known truth (one that is
                       given with --model is not), and more pairs are compared the fewer the records are
  --train              adapt also a model that is given with --model
  --threshold WEIGHT   join from this weight on, instead of the model's own (below zero: --threshold=-2)
  --threads N          threads that do the work; the result is the same with any number. As many as the machine has cores,
                       up to ${MOST_THREADS}, unless told, and one for files of fewer than ${ALONE_UP_TO.toLocaleString('en-GB')} records
  --save-model FILE    write the model that was used, with what was found of the columns that it did not know, for --model
  --model FILE         link by this model: one that --save-model wrote, or the settings of a model that Splink made, as JSON
                       with SQL for DuckDB. With Splink's, the files need the columns that it names (no --map), pairs are
                       those of its blocking rules, --id may be left out for its own unique_id_column_name, and pairs join
                       from a probability of 0.95 unless --threshold says otherwise
  --only-pairs FILE    with a model of Splink's: score these pairs and no others (columns id_left, id_right, or Splink's NAME_l, NAME_r);
                       all of them are written
  --export-splink FILE write the model as Splink's settings. Of our own model, levels that SQL cannot express are written as
                       never true, and named
  --labels LABELS      improve the model by what people said of pairs of these records (throughline label --help), as often
                       as needed
  --labels-decide      what everybody who judged a pair said of it is also a decision: it is followed whatever the weight
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

type Values = ReturnType<typeof readOptions>['values']

function readOptions(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      id: { type: 'string', multiple: true, default: [] },
      map: { type: 'string', multiple: true, default: [] },
      clusters: { type: 'string' },
      pairs: { type: 'string' },
      report: { type: 'string' },
      quality: { type: 'string' },
      alone: { type: 'string' },
      'must-link': { type: 'string' },
      'must-not-link': { type: 'string' },
      previous: { type: 'string' },
      changes: { type: 'string' },
      'show-values': { type: 'boolean', default: false },
      train: { type: 'boolean', default: false },
      'no-train': { type: 'boolean', default: false },
      'link-only': { type: 'boolean', default: false },
      threshold: { type: 'string' },
      threads: { type: 'string' },
      model: { type: 'string' },
      'save-model': { type: 'string' },
      'only-pairs': { type: 'string' },
      'export-splink': { type: 'string' },
      labels: { type: 'string', multiple: true, default: [] },
      'labels-decide': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: files } = readOptions(args)
  if (files.length === 0) throw new WrongUse('no file to link is given')
  const { clusters, pairs, report, quality, alone, 'export-splink': exported, 'save-model': kept } = values
  if ([clusters, pairs, report, quality, alone, exported, kept].every(file => !file)) {
    throw new WrongUse('nothing to write: give --clusters FILE, --pairs FILE, --report FILE or --save-model FILE')
  }
  if (values.train && values['no-train']) throw new WrongUse('--train and --no-train exclude each other')
  if (values['labels-decide'] && values.labels.length === 0)
    throw new WrongUse('--labels-decide goes with --labels FILE: who decided what?')
  if (values['link-only'] && files.length < 2) throw new WrongUse('--link-only takes two files or more')
  const model = values.model === undefined ? undefined : await readModelFile(values.model)
  await (model?.kind === 'splink'
    ? linkBySplinkModel(model.json, files, values, io)
    : linkPeople(model?.saved, files, values, io))
  return 0
}

/** Link by the person model: the shipped one, or one that was saved. */
async function linkPeople(
  saved: SavedModel | undefined,
  files: readonly string[],
  values: Values,
  io: Io,
): Promise<void> {
  if (values['only-pairs'] !== undefined) throw new WrongUse('--only-pairs goes with a --model that Splink made')
  if (values.id.length === 0) throw new WrongUse('--id COL is missing: which column holds the record ids?')
  const joinAt = threshold(values.threshold)
  const threads = threadsIn(values.threads)
  const previous = await readPrevious(values.previous, values.changes)
  const said = { mustLink: values['must-link'], mustNotLink: values['must-not-link'] }
  const constraints = await readConstraints(said)
  const judged = values.labels.length === 0 ? undefined : await readJudged(values.labels)
  const mapping = parseMapping(values.map)
  const train = values.train || (saved === undefined && !values['no-train'])
  // Before a file is read, so that nobody waits for the answer.
  if (saved !== undefined && !train) extrasOf(saved, mapping.extras)

  const begun = performance.now()
  const usual = usualFor(train, saved)
  const input = await readRecords(files, values.id, mapping, io, usual)
  io.stderr(`${input.records.length} records read\n`)
  const result = heldTo(said, input.prefixed, () =>
    linkJudged(judged, values['labels-decide'], io, input.records, {
      train,
      extras: input.extras,
      ...(values['no-train'] && { blockLimit: BLOCK_LIMIT }),
      oneOfEachSource: values['link-only'],
      threads: threads ?? threadsFor(input.records.length),
      nearestOfAlone: values.alone !== undefined || values.report !== undefined,
      ...(saved !== undefined && { model: saved.model }),
      ...(saved !== undefined && !train && { extraModels: extrasOf(saved, input.extras) }),
      ...(joinAt !== undefined && { joinAt }),
      constraints,
      onStage: stage => io.stderr(`${stage} …\n`),
    }),
  )
  const names = await nameClusters(result.ids, result.clusterOf, previous, io)
  await writeFiles(result, input, names, values)
  if (values['export-splink']) await exportPersonModel(values['export-splink'], result, input, values.id[0] ?? '', io)
  const unreadable = unreadableIn(input, result)
  for (const one of unreadable) io.stderr(`${unreadableWords(one)}\n`)
  for (const one of yearOnlyIn(input, result)) io.stderr(`${yearOnlyWords(one)}\n`)
  tell(result, input, names.counts, unreadable, (performance.now() - begun) / 1000, values, io)
}

/** Link by a model that Splink made. */
async function linkBySplinkModel(settings: unknown, files: readonly string[], values: Values, io: Io): Promise<void> {
  const given = {
    map: values.map.length > 0,
    train: values.train,
    'no-train': values['no-train'],
    threads: values.threads !== undefined,
    'link-only': values['link-only'],
    report: values.report !== undefined,
    quality: values.quality !== undefined,
    alone: values.alone !== undefined,
    'must-link': values['must-link'] !== undefined,
    'must-not-link': values['must-not-link'] !== undefined,
    'show-values': values['show-values'],
    'save-model': values['save-model'] !== undefined,
    labels: values.labels.length > 0,
  }
  const unfit = Object.entries(given).find(([, isGiven]) => isGiven)
  if (unfit) throw new WrongUse(`--${unfit[0]} does not go with a model that Splink made`)
  const { id, clusters, pairs, 'only-pairs': onlyPairs, 'export-splink': exportTo, json } = values
  const joinAt = threshold(values.threshold)
  const previous = await readPrevious(values.previous, values.changes)
  await runSplink(settings, { files, idColumns: id, clusters, pairs, onlyPairs, exportTo, joinAt, previous, json }, io)
}

function tell(
  result: LinkResult,
  input: ReadRecords,
  changes: ChangeCounts | undefined,
  unreadable: readonly Unreadable[],
  seconds: number,
  options: Values,
  io: Io,
): void {
  const { report } = result
  const inSeveral = input.files.length < 2 ? undefined : peopleInSeveralFiles(input, result)
  if (options.json) {
    const { blocking, weights: _, clusterSizes, ...counts } = report
    const summary = { ...counts, clusterSizes, blocking, model: result.model.name, thresholds: result.model.thresholds }
    io.stdout(
      `${JSON.stringify({ ...summary, inSeveralFiles: inSeveral, changes, unreadable, seconds: Number(seconds.toFixed(3)) })}\n`,
    )
    return
  }
  const lines = [
    `${report.records} records are ${report.clusters} people`,
    `${report.pairsCompared} pairs compared: ${report.pairsToJoin} join, ${report.pairsToReview} to review`,
    recallWords(report.blockingRecall),
    ...(report.estimated === undefined ? [] : [estimateWords(report.estimated)]),
    ...(inSeveral === undefined ? [] : [inSeveralWords(inSeveral)]),
    ...(changes === undefined ? [] : [changeWords(changes)]),
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
