import type { WeightCount } from '#linkage/score-job.ts'
import type { Evidence } from '#linkage/comparable.ts'
import type { Thresholds } from '#linkage/model.ts'
import { type Html, html } from './html.ts'

const WIDTH = 720
const HEIGHT = 220
const BOTTOM = 30

/** Histogram of match weights on a logarithmic scale of pairs, with the review and join weights marked. */
export function weightChart(weights: readonly WeightCount[], thresholds: Thresholds): Html {
  const first = weights[0]
  const last = weights.at(-1)
  if (!first || !last) return html`<p>No pair was compared.</p>`
  const step = WIDTH / (last.from - first.from + 1)
  const most = Math.log10(1 + Math.max(...weights.map(({ pairs }) => pairs)))
  const x = (weight: number) => round((weight - first.from) * step)
  const bars = weights
    .filter(({ pairs }) => pairs > 0)
    .map(({ from, pairs }) => {
      const height = round((Math.log10(1 + pairs) / most) * (HEIGHT - BOTTOM - 20))
      const colour = from >= thresholds.join ? '#00703c' : from >= thresholds.review ? '#f47738' : '#505a5f'
      return html`<rect x="${x(from)}" y="${round(HEIGHT - BOTTOM - height)}" width="${round(step * 0.9)}" height="${height}" fill="${colour}"/>`
    })
  const marks = [
    // Each on its own side of its line, since the two are near each other.
    { at: thresholds.review, name: 'review', side: -3, anchor: 'end' },
    { at: thresholds.join, name: 'join', side: 3, anchor: 'start' },
  ].filter(({ at }) => at >= first.from && at <= last.from + 1)
  const lines = marks.map(
    ({ at, name, side, anchor }) =>
      html`<line x1="${x(at)}" x2="${x(at)}" y1="14" y2="${HEIGHT - BOTTOM}" stroke="#0b0c0c" stroke-dasharray="4 3"/><text x="${x(at) + side}" y="12" text-anchor="${anchor}">${name} ${at}</text>`,
  )
  const ticks = weights
    .filter(({ from }) => from % 10 === 0)
    .map(({ from }) => html`<text x="${x(from)}" y="${HEIGHT - 10}" text-anchor="${anchorAt(x(from))}">${from}</text>`)
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Pairs by match weight; the same figures are in the table below">${bars}${lines}${ticks}</svg>`
}

/** Beside its tick a number has room, but at the edges of the picture. */
function anchorAt(x: number): 'start' | 'middle' | 'end' {
  if (x < EDGE) return 'start'
  return x > WIDTH - EDGE ? 'end' : 'middle'
}

/** Room for half of the longest number. */
const EDGE = 20

const ROW = 20
const MIDDLE = 430
const BITS = 12

/** Waterfall of one pair: a bar for each piece of evidence, to the right when it speaks for one person, to the left against. */
export function waterfall(evidence: readonly Evidence[]): Html {
  const known = evidence.filter(({ label }) => label !== 'missing')
  const rows = known.map(({ words, weight }, at) => {
    const width = round(Math.min(24, Math.abs(weight)) * BITS)
    const x = weight >= 0 ? MIDDLE : MIDDLE - width
    const colour = weight >= 0 ? '#00703c' : '#d4351c'
    return html`<text x="0" y="${at * ROW + 14}">${words}</text><rect x="${x}" y="${at * ROW + 3}" width="${width}" height="14" fill="${colour}"/><text x="${WIDTH}" y="${at * ROW + 14}" text-anchor="end">${signed(weight)}</text>`
  })
  const height = known.length * ROW + 2
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Evidence for and against, in bits">${rows}<line x1="${MIDDLE}" x2="${MIDDLE}" y1="0" y2="${height}" stroke="#0b0c0c"/></svg>`
}

/** A weight with its sign and one decimal. */
export function signed(weight: number): string {
  return `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
