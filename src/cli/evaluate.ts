import { parseArgs } from 'node:util'
import { type Calibration, calibration, type JudgedPair } from '#linkage/evaluate/calibration.ts'
import { type Confusion, confusion, confusionByGroup } from '#linkage/evaluate/confusion.ts'
import { type Command, type Io, JobFailed, WrongUse } from './command.ts'
import { columnIndex } from './link/columns-of.ts'
import { openTable } from './link/read-table.ts'

const help = `throughline evaluate --clusters FILE --truth FILE --id COL --cluster COL [--pairs FILE] [--group COL] [--json]

Compares clusters (the columns id and cluster, as 'throughline link' writes them) with a file that holds the truth.
Counts pairs of records: of the pairs put together, how many belong together (precision); of the pairs that belong
together, how many were put together (recall); and the harmonic mean of both (F1).

  --clusters FILE         the clusters to judge
  --pairs FILE            pairs with probabilities, as 'throughline link --pairs' writes them (id_left, id_right, probability): says
                          whether of those with a probability of 0.9 nine in ten are of one person, as a table, and the
                          expected calibration error: how far stated and found are apart on average. It is of the pairs in
                          that file, which are those at or above the review weight. May be given without --clusters
  --truth FILE            a table with the true cluster of each record
  --id COL                column of the truth that holds the record's id
  --cluster COL           column of the truth that holds the true cluster
  --cluster-pattern RE    take the true cluster out of that column: the first bracket of this regular expression,
                          e.g. --cluster rec_id --cluster-pattern 'rec-(\\d+)-' makes 1496 of rec-1496-dup-1
  --group COL             column of the truth by which the figures are also given apart (a pair across two groups
                          counts half in each)
  --json                  one JSON object: {"precision","recall","f1","pairs":{…},"records",["groups":{…}],
                          ["calibration":{"error","pairs","bins":[…]}]}

Both files must have the same ids. Exit codes: 0 done, 1 the files cannot be compared, 2 wrong use.
`

/** `throughline evaluate`: pairwise precision, recall and F1 against a known truth. */
export const evaluate: Command = {
  name: 'evaluate',
  summary: 'compare clusters with a known truth: precision, recall, F1',
  help,
  run,
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clusters: { type: 'string' },
      pairs: { type: 'string' },
      truth: { type: 'string' },
      id: { type: 'string' },
      cluster: { type: 'string' },
      'cluster-pattern': { type: 'string' },
      group: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const truthFile = needed(values.truth, '--truth FILE')
  const idColumn = needed(values.id, '--id COL')
  const clusterColumn = needed(values.cluster, '--cluster COL')
  const wanted = values.group === undefined ? [idColumn, clusterColumn] : [idColumn, clusterColumn, values.group]
  if (values.pairs === undefined) needed(values.clusters, '--clusters FILE')
  const truth = await readTruth(truthFile, wanted, extractor(values['cluster-pattern']))

  const clusters = values.clusters === undefined ? undefined : await judgeClusters(values.clusters, truthFile, truth)
  const pairs = values.pairs === undefined ? undefined : await judgePairs(values.pairs, truthFile, truth)
  const byGroup = values.group === undefined ? undefined : clusters?.byGroup()
  if (values.json) {
    const answer = {
      ...clusters?.whole,
      records: truth.size,
      ...(byGroup && { groups: Object.fromEntries(byGroup) }),
      ...(pairs && { calibration: pairs }),
    }
    io.stdout(`${JSON.stringify(answer)}\n`)
    return 0
  }
  if (clusters) io.stdout(line('all', clusters.whole))
  for (const [group, figures] of byGroup ?? []) io.stdout(line(group === '' ? '(empty)' : group, figures))
  if (pairs) io.stdout(calibrationLines(pairs))
  return 0
}

/** The true cluster of each record, and its group. */
type Truth = ReadonlyMap<string, { readonly cluster: string; readonly group: string }>

async function readTruth(
  file: string,
  columns: readonly string[],
  extract: (cell: string, file: string) => string,
): Promise<Truth> {
  const truth = new Map<string, { cluster: string; group: string }>()
  for await (const [id = '', cell = '', group = ''] of cells(file, columns)) {
    if (truth.has(id)) throw new JobFailed(`record ${id} is twice in ${file}`)
    truth.set(id, { cluster: extract(cell, file), group })
  }
  if (truth.size === 0) throw new JobFailed(`${file} has no records`)
  return truth
}

async function judgeClusters(file: string, truthFile: string, truth: Truth) {
  const predictedOf = new Map<string, string>()
  for await (const [id = '', cluster = ''] of cells(file, ['id', 'cluster'])) {
    if (predictedOf.has(id)) throw new JobFailed(`${file} has the id ${id} twice`)
    if (!truth.has(id)) throw new JobFailed(`record ${id} of ${file} is not in ${truthFile}`)
    predictedOf.set(id, cluster)
  }
  const predicted = [...truth.keys()].map(id => {
    const cluster = predictedOf.get(id)
    if (cluster === undefined) throw new JobFailed(`record ${id} of ${truthFile} is not in ${file}`)
    return cluster
  })
  const actual = [...truth.values()].map(({ cluster }) => cluster)
  const groups = [...truth.values()].map(({ group }) => group)
  return { whole: confusion(predicted, actual), byGroup: () => confusionByGroup(predicted, actual, groups) }
}

async function judgePairs(file: string, truthFile: string, truth: Truth): Promise<Calibration> {
  const judged: JudgedPair[] = []
  for await (const [left = '', right = '', text = ''] of cells(file, ['id_left', 'id_right', 'probability'])) {
    const probability = Number(text)
    if (text.trim() === '' || !(probability >= 0 && probability <= 1)) {
      throw new JobFailed(
        `pair ${judged.length + 1} of ${file} has the probability '${text}', which is not between 0 and 1`,
      )
    }
    const [one, other] = [left, right].map(id => {
      const known = truth.get(id)
      if (known === undefined) throw new JobFailed(`record ${id} of ${file} is not in ${truthFile}`)
      return known.cluster
    })
    judged.push({ probability, isTrue: one === other })
  }
  return calibration(judged)
}

function calibrationLines({ error, pairs, bins }: Calibration): string {
  const rows = bins.map(
    ({ from, pairs: count, stated, found }) =>
      `  ${from.toFixed(1)} and more: stated ${stated.toFixed(3)}, found ${found.toFixed(3)}  (${count} pairs)\n`,
  )
  return `calibration error ${error.toFixed(4)} over ${pairs} pairs; probabilities stated, and the share of one person:\n${rows.join('')}`
}

function needed(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new WrongUse(`${option} is missing`)
  return value
}

/** Reads the true cluster out of a cell. */
function extractor(pattern: string | undefined): (cell: string, file: string) => string {
  if (pattern === undefined) return cell => cell
  const expression = compiled(pattern)
  return (cell, file) => {
    const found = expression.exec(cell)?.[1]
    if (found === undefined) throw new JobFailed(`'${cell}' in ${file} does not fit --cluster-pattern ${pattern}`)
    return found
  }
}

function compiled(pattern: string): RegExp {
  if (!pattern.includes('(')) throw new WrongUse(`--cluster-pattern ${pattern} has no bracket ( ) around the cluster`)
  try {
    return new RegExp(pattern, 'u')
  } catch {
    throw new WrongUse(`--cluster-pattern ${pattern} is not a regular expression`)
  }
}

async function* cells(file: string, columns: readonly string[]): AsyncGenerator<string[]> {
  const table = await openTable(file)
  const at = columns.map(column => columnIndex(table, column))
  for await (const row of table.rows) yield at.map(index => row[index] ?? '')
}

function line(name: string, { precision, recall, f1, pairs }: Confusion): string {
  const figures = `precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`
  const counts = `${pairs.truePositive} right, ${pairs.falsePositive} wrong, ${pairs.falseNegative} missed`
  return `${name}: ${figures}  (pairs: ${counts})\n`
}
