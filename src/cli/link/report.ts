import { decide } from '#linkage/decide.ts'
import { inWords } from '#linkage/explain.ts'
import { explainPair } from '#linkage/explain-pair.ts'
import type { LinkResult } from '#linkage/link-records.ts'
import { percent } from '../percent.ts'
import { signed, waterfall, weightChart } from './chart.ts'
import { type Html, html, table } from './html.ts'
import type { ReadRecords } from './read-records.ts'
import { nearlyJoined, unlinkables } from './report-alone.ts'
import { clustersToLookAt } from './report-clusters.ts'
import { valuesTable } from './report-values.ts'

/** What a report is told beside the result. */
export interface ReportOptions {
  readonly madeAt: Date
  /** Print values of example pairs as they are; otherwise letters and digits become dots. */
  readonly showValues: boolean
  /** The id that a cluster is written with, by the number of its first record. */
  nameOf(cluster: number): string
}

/** Example pairs on each side of the join weight. */
const EXAMPLES = 5

const STYLE = `body{font:16px/1.5 Arial,sans-serif;color:#0b0c0c;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-top:2px solid #1d70b8;padding-top:.75rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #b1b4b6;overflow-wrap:anywhere}
.n{text-align:right}@media(min-width:40em){.n{white-space:nowrap}th{overflow-wrap:normal}}
svg{width:100%;height:auto;font-size:13px}.g{max-width:24rem}summary{cursor:pointer}.warn{border-left:5px solid #f47738;padding-left:1rem}`

/** The report as one page of HTML: no scripts, nothing from elsewhere. */
export function reportHtml(result: LinkResult, input: ReadRecords, options: ReportOptions): string {
  const { report } = result
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Record linkage report</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<h1>Record linkage report</h1>
<p>${report.records} records are ${report.clusters} people. ${report.pairsCompared} pairs of records were compared: ${report.pairsToJoin} are heavy enough to join, ${report.pairsToReview} are for a person to look at.</p>
${options.showValues ? html`<p class="warn">This page holds personal data: values of example pairs are shown.</p>` : html``}
${expected(result)}
${weights(result)}
${blocking(result)}
${examples(result, input, options)}
${clustersToLookAt(result, input, options)}
${nearlyJoined(result)}
${unlinkables(result)}
${howMade(result, input, options)}
</main>
</body>
</html>`
  return page.html
}

function weights({ report, model }: LinkResult): Html {
  const rows = report.weights.map(({ from, pairs }) => [`${from} to ${from + 1}`, pairs])
  return html`<h2>Match weights</h2>
<p>A weight is the logarithm (base 2) of the odds that two records are of one person: +1 doubles the odds. Pairs join from ${model.thresholds.join} on and are shown to a person from ${model.thresholds.review} on. The height of a bar is the logarithm of the number of pairs.</p>
${weightChart(report.weights, model.thresholds)}
<details><summary>The same figures as a table</summary>${table('Pairs by match weight', ['Weight', 'Pairs'], rows, [1])}</details>
`
}

function expected({ report: { estimated } }: LinkResult): Html {
  if (!estimated)
    return html`<h2>How right it is</h2><p>That is not estimated: the model was not fitted to these records.</p>`
  const { precision, recall, byThreshold } = estimated
  const rows = byThreshold.map(at => [
    signed(at.weight),
    at.probability.toFixed(3),
    at.pairs,
    percent(at.precision),
    percent(at.recall),
  ])
  return html`<h2>How right it is, as far as can be told without knowing the truth</h2>
<p>Of the pairs of records put together, about ${percent(precision)} are of one person (precision); of the pairs of one person, about ${percent(recall)} were put together (recall). Both follow from the probabilities of all pairs, so they are as good as the model.</p>
${table('Pairs by themselves, if they were joined from a weight on', ['Weight', 'Probability', 'Pairs', 'Precision, estimated', 'Recall, estimated'], rows, [0, 1, 2, 3, 4])}`
}

function blocking({ report }: LinkResult): Html {
  const rows = report.blocking.map(rule => [rule.rule, rule.pairsFound, rule.blocks, rule.largest])
  const refused = report.blocking.filter(({ refined }) => refined > 0)
  const refusedRows = refused.map(({ rule, refined, pairsLeftOut }) => [rule, refined, pairsLeftOut])
  return html`<h2>Which records were compared</h2>
<p>${report.blockingRecall === 1 ? '' : 'Two records are compared when they share a key of at least one rule.'} ${recallWords(report.blockingRecall)}</p>
${table('Blocking rules', ['Rule', 'Pairs it found first', 'Blocks', 'Largest block'], rows, [1, 2, 3])}
${
  refused.length === 0
    ? html`<p>No block was too large: nothing was left out.</p>`
    : html`<p>Of blocks that are too large, only records that agree exactly in something else as well were compared.</p>
${table('Blocks too large', ['Rule', 'Blocks', 'Pairs left out, at most'], refusedRows, [1, 2])}`
}`
}

/** What is estimated of how right the clusters are, in a sentence. */
export function estimateWords({ precision, recall }: { readonly precision: number; readonly recall: number }): string {
  return `As far as can be told without the truth: precision about ${precision.toFixed(3)}, recall about ${recall.toFixed(3)}`
}

/** What is estimated of the pairs that no rule found, in a sentence. */
export function recallWords(recall: number | undefined): string {
  if (recall === 1) return 'The files are small enough that every pair was compared, so none was missed.'
  if (recall === undefined) return 'Too few pairs join to estimate how many such pairs the rules miss.'
  return `The rules find about ${percent(recall)} of the pairs of one person, as estimated from how many rules found each.`
}

function examples(result: LinkResult, input: ReadRecords, options: ReportOptions): Html {
  const recordOf = new Map(input.records.map(record => [record.id, record]))
  const rows = nearestToJoin(result)
  if (rows.length === 0) return html`<h2>Examples</h2><p>No pair is near the join weight.</p>`
  const shown = rows.map(row => {
    const left = result.pairs.left[row] ?? 0
    const right = result.pairs.right[row] ?? 0
    const score = explainPair(result, left, right)
    const [a = '', b = ''] = [result.ids[left], result.ids[right]]
    const decision = decide(score, result.model.thresholds)
    return html`<h3>${a} and ${b}: ${signed(score.weight)}, ${decision}</h3>
<p>${inWords(score)}.</p>
${valuesTable([recordOf.get(a), recordOf.get(b)], options.showValues)}
${waterfall(score.evidence)}`
  })
  return html`<h2>Pairs around the join weight</h2>
<p>The nearest on both sides, lightest first. Every pair starts from ${signed(Math.log2(result.model.prior / (1 - result.model.prior)))}: how rare it is that two records drawn at random are of one person.</p>
${shown}`
}

function nearestToJoin({ pairs, model }: LinkResult): number[] {
  const rows = Array.from({ length: pairs.size }, (_, row) => row)
  const weightAt = (row: number) => pairs.weight[row] ?? 0
  const sorted = rows.toSorted((a, b) => weightAt(a) - weightAt(b) || a - b)
  const from = sorted.findIndex(row => weightAt(row) >= model.thresholds.join)
  const middle = from < 0 ? sorted.length : from
  return sorted.slice(Math.max(0, middle - EXAMPLES), middle + EXAMPLES)
}

function howMade({ model, extras, report }: LinkResult, input: ReadRecords, { madeAt }: ReportOptions): Html {
  const files = input.files.map(({ file, records, mapped }) => [file, records, mapped.join(', ')])
  const levels = [
    ...model.comparisons.map(({ comparison, levels: list }) => ({ name: comparison.name, levels: list })),
    ...extras,
  ].flatMap(({ name, levels: list }) =>
    list.map(({ label, m, u }) => [name, label, m.toPrecision(3), u.toPrecision(3), signed(Math.log2(m / u))]),
  )
  const trained = report.trained
  return html`<h2>How it was made</h2>
<p>On ${madeAt.toISOString()} by throughline link, with the model ${model.name}. ${model.provenance}</p>
<p>A weight says how well two records agree under this model. It is no proof, and a model that was not measured on records like these may be wrong for them.</p>
${table('Files', ['File', 'Records', 'Fields'], files, [1])}
${input.prefixed ? html`<p>Two files use the same ids, so each id has the name of its file in front.</p>` : html``}
${trained ? html`<p>The model was adapted to these records from ${trained.pairs} pairs that may be of one person, in ${trained.rounds} rounds; ${trained.converged ? 'it then stood still' : 'it still moved when training was stopped'}.</p>` : html``}
<details><summary>The model's probabilities</summary>${table('m: among records of one person; u: among records of different people', ['Comparison', 'Level', 'm', 'u', 'Weight'], levels, [2, 3, 4])}</details>`
}
