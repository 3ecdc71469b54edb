import { parseArgs } from 'node:util'
import { pairKey } from '#linkage/labels/label.ts'
import { type Estimate, measureQuality, type Quality } from '#linkage/labels/measure.ts'
import { settleLabels } from '#linkage/labels/settle.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { cells } from '../link/cells.ts'
import { percent } from '../percent.ts'
import { readLabelFiles } from './label-files.ts'

/** A pair that was drawn, as the design says. */
interface Designed {
  readonly idLeft: string
  readonly idRight: string
  readonly key: string
  readonly stratum: number
  readonly stratumPairs: number
  readonly weight: number
  readonly together: boolean
}

const SEED = 1
/** Thresholds are tried at every so many bits. */
const STEP = 2
const LOWEST = -10
const HIGHEST = 20

/** `throughline label measure`: how right a run is, by what people say of the drawn pairs. */
export async function measure(args: readonly string[], io: Io): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      design: { type: 'string' },
      labels: { type: 'string', multiple: true, default: [] },
      clusters: { type: 'string' },
      pairs: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (!values.design) throw new WrongUse('--design FILE is missing: the file that label draw wrote beside the pairs')
  if (values.labels.length === 0) throw new WrongUse('--labels FILE is missing: what did people say?')
  const drawn = await readDesign(values.design)
  const { labels } = await readLabelFiles(values.labels)
  const settled = settleLabels(labels)
  const known = new Set(drawn.map(({ key }) => key))
  const others = [...settled.keys()].filter(key => !known.has(key)).length
  const weightOf = values.pairs ? await readWeights(values.pairs) : undefined
  const clusterOf = values.clusters ? await readClusters(values.clusters) : undefined

  const said = (key: string) => {
    const verdict = settled.get(key)?.verdict
    return verdict === undefined ? undefined : verdict === 'same'
  }
  const qualityOf = (predicted: (pair: Designed) => boolean): Quality =>
    measureQuality(
      drawn.map(pair => ({ ...pair, predicted: predicted(pair), same: said(pair.key) })),
      seededRandom(SEED),
    )
  const whole = qualityOf(pair => (clusterOf ? inOneCluster(pair, clusterOf, values.clusters ?? '') : pair.together))
  if (whole.judged === 0)
    throw new JobFailed('no drawn pair has a settled verdict yet; are these labels of the pairs that were drawn?')
  const weigh = (pair: Designed) => (weightOf ? (weightOf.get(pair.key) ?? -Infinity) : pair.weight)
  const byThreshold = thresholdsOf(drawn.map(weigh)).map(weight => ({
    weight,
    ...qualityOf(pair => weigh(pair) >= weight),
  }))
  if (values.json) {
    const thresholds = byThreshold.map(({ weight, precision, recall }) => ({ weight, precision, recall }))
    io.stdout(`${JSON.stringify({ ...whole, notDrawn: others, thresholds })}\n`)
    return
  }
  const of = clusterOf ? 'of these clusters' : 'of the run that was drawn from'
  const lines = [
    `${whole.judged} of ${drawn.length} drawn pairs have a settled verdict${others > 0 ? `; ${others} labelled pairs were not drawn and do not count` : ''}`,
    `Precision ${of}: ${inWords(whole.precision)}`,
    `Recall ${of}, among the pairs drawn from: ${inWords(whole.recall)}`,
    'By threshold, of single pairs before clustering:',
    ...byThreshold.map(
      ({ weight, precision, recall }) =>
        `  from ${String(weight).padStart(3)}: precision ${inWords(precision)}, recall ${inWords(recall)}`,
    ),
  ]
  io.stdout(`${lines.join('\n')}\n`)
}

function inWords(estimate: Estimate | undefined): string {
  if (estimate === undefined) return 'too little judged to tell'
  return `${percent(estimate.value)} (${percent(estimate.low)} to ${percent(estimate.high)})`
}

function thresholdsOf(weights: readonly number[]): number[] {
  const known = weights.filter(Number.isFinite)
  const from = Math.max(LOWEST, Math.ceil(Math.min(...known) / STEP) * STEP)
  const to = Math.min(HIGHEST, Math.floor(Math.max(...known) / STEP) * STEP)
  const steps = known.length === 0 ? 0 : Math.max(0, (to - from) / STEP + 1)
  return Array.from({ length: steps }, (_, at) => from + at * STEP)
}

function inOneCluster({ idLeft, idRight }: Designed, clusterOf: ReadonlyMap<string, string>, file: string): boolean {
  const missing = [idLeft, idRight].find(id => !clusterOf.has(id))
  if (missing !== undefined) throw new JobFailed(`record ${missing}, which was drawn, is not in ${file}`)
  return clusterOf.get(idLeft) === clusterOf.get(idRight)
}

async function readDesign(file: string): Promise<Designed[]> {
  const drawn: Designed[] = []
  const columns = ['id_left', 'id_right', 'stratum', 'stratum_pairs', 'weight', 'together']
  for await (const [idLeft = '', idRight = '', stratum, pairs, weight, together] of cells(file, columns)) {
    const [inStratum, stratumPairs, bits] = [stratum, pairs, weight].map(Number)
    if (inStratum === undefined || stratumPairs === undefined || bits === undefined) continue
    if (![inStratum, stratumPairs, bits].every(Number.isFinite))
      throw new JobFailed(`pair ${drawn.length + 1} of ${file} has no numbers for stratum, stratum_pairs and weight`)
    const key = pairKey(idLeft, idRight)
    drawn.push({ idLeft, idRight, key, stratum: inStratum, stratumPairs, weight: bits, together: together === 'yes' })
  }
  if (drawn.length === 0) throw new JobFailed(`${file} has no pairs`)
  return drawn
}

async function readWeights(file: string): Promise<ReadonlyMap<string, number>> {
  const weights = new Map<string, number>()
  for await (const [left = '', right = '', weight = ''] of cells(file, ['id_left', 'id_right', 'weight']))
    weights.set(pairKey(left, right), Number(weight))
  return weights
}

async function readClusters(file: string): Promise<ReadonlyMap<string, string>> {
  const clusters = new Map<string, string>()
  for await (const [id = '', cluster = ''] of cells(file, ['id', 'cluster'])) clusters.set(id, cluster)
  return clusters
}
