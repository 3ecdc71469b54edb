import { parseArgs } from 'node:util'
import { type Confusion, confusion } from '#linkage/evaluate/confusion.ts'
import { parseDate } from '#linkage/normalise/dates.ts'
import { type Command, type Io, JobFailed, WrongUse } from './command.ts'
import { calibrationLines, calibrationOf } from './evaluate/stated.ts'
import { figuresBy, gapWords, type GroupFigures, named, parseGrouping } from './evaluate/groupings.ts'
import { cells } from './link/cells.ts'

const help = `throughline evaluate --clusters FILE --truth FILE --id COL --cluster COL [--group COL …] [--pairs FILE] [--json]

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
                          counts half in each), as often as wanted; missing:COL parts records whose cell is empty
                          from the others, age:COL takes a date of birth (under 10, 10-14, 15-17, 18-24, 25+)
  --as-at YYYY-MM-DD      the day on which ages are taken; today unless given
  --json                  one JSON object: {"precision","recall","f1","pairs":{…},"records",["groups":{…}],"groupings":
                          [{"by","groups":{…},"gap":{"best","worst","gap","interval"}}]}; groups only for a single --group.
                          With --pairs also "calibration":{"error","pairs","bins":[…]}

For each grouping the gap is given too: the recall of the group of which most is found less that of which least is,
among groups with at least 100 true pairs, with the interval in which it lies with 95% certainty (people drawn again
500 times). The two groups were picked for being furthest apart, so with many groups the gap is rather too large.

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
      group: { type: 'string', multiple: true, default: [] },
      'as-at': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.pairs === undefined) needed(values.clusters, '--clusters FILE')
  const truthFile = needed(values.truth, '--truth FILE')
  const idColumn = needed(values.id, '--id COL')
  const clusterColumn = needed(values.cluster, '--cluster COL')
  const extract = extractor(values['cluster-pattern'])
  const asAt = dayOf(values['as-at'])
  const groupings = values.group.map(option => parseGrouping(option, asAt))

  const truth = new Map<string, string>()
  const groups = groupings.map((): string[] => [])
  const wanted = [idColumn, clusterColumn, ...groupings.map(({ column }) => column)]
  for await (const [id = '', cell = '', ...more] of cells(truthFile, wanted)) {
    if (truth.has(id)) throw new JobFailed(`record ${id} is twice in ${truthFile}`)
    truth.set(id, extract(cell, truthFile))
    for (const [at, { groupOf }] of groupings.entries()) groups[at]?.push(groupOf(more[at] ?? ''))
  }
  if (truth.size === 0) throw new JobFailed(`${truthFile} has no records`)

  const found = values.clusters && (await predictedBy(values.clusters, truthFile, truth))
  const actual = [...truth.values()]
  const whole = found ? confusion(found, actual) : undefined
  const figures = found ? groupings.map(({ by }, at) => figuresBy(by, found, actual, groups[at] ?? [])) : []
  const stated = values.pairs ? await calibrationOf(values.pairs, truthFile, truth) : undefined
  if (values.json) {
    const answer = { ...whole, records: truth.size, ...groupsAsJson(figures), ...(stated && { calibration: stated }) }
    io.stdout(`${JSON.stringify(answer)}\n`)
    return 0
  }
  if (whole) io.stdout(line('all', whole))
  for (const one of figures) {
    for (const [group, ofGroup] of one.groups) io.stdout(line(`${one.by} ${named(group)}`, ofGroup))
    io.stdout(`${gapWords(one)}\n`)
  }
  if (stated) io.stdout(calibrationLines(stated))
  return 0
}

/** The cluster of each record of the truth, in its order. */
async function predictedBy(file: string, truthFile: string, truth: ReadonlyMap<string, string>): Promise<string[]> {
  const clusterOf = new Map<string, string>()
  for await (const [id = '', cluster = ''] of cells(file, ['id', 'cluster'])) {
    if (clusterOf.has(id)) throw new JobFailed(`${file} has the id ${id} twice`)
    if (!truth.has(id)) throw new JobFailed(`record ${id} of ${file} is not in ${truthFile}`)
    clusterOf.set(id, cluster)
  }
  return [...truth.keys()].map(id => {
    const cluster = clusterOf.get(id)
    if (cluster === undefined) throw new JobFailed(`record ${id} of ${truthFile} is not in ${file}`)
    return cluster
  })
}

function groupsAsJson(figures: readonly GroupFigures[]) {
  if (figures.length === 0) return {}
  const groupings = figures.map(({ by, groups, gap }) => ({ by, groups: Object.fromEntries(groups), gap: gap ?? null }))
  const [only, ...others] = groupings
  return { ...(only && others.length === 0 && { groups: only.groups }), groupings }
}

function dayOf(text: string | undefined): string {
  if (text === undefined) return new Date().toISOString().slice(0, 10)
  const parsed = parseDate(text)
  if (!parsed.ok) throw new WrongUse(`--as-at takes a day, not '${text}': ${parsed.reason}`)
  return parsed.value
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

function line(name: string, { precision, recall, f1, pairs }: Confusion): string {
  const figures = `precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}`
  const counts = `${pairs.truePositive} right, ${pairs.falsePositive} wrong, ${pairs.falseNegative} missed`
  return `${name}: ${figures}  (pairs: ${counts})\n`
}
