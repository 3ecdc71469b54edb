import type { ClusterQuality } from '#linkage/clusters/quality.ts'
import { type Html, html } from './html.ts'

const WIDTH = 360
const HEIGHT = 260
const RADIUS = 105
const DOT = 13
const MOST_DRAWN = 16

const LINES = {
  bridge: 'stroke="#d4351c" stroke-width="3" stroke-dasharray="7 4"',
  joined: 'stroke="#1d70b8" stroke-width="2"',
  kept: 'stroke="#b1b4b6" stroke-width="1"',
} as const

/** What the lines of a drawing mean. */
export const DRAWING_KEY =
  'In the drawings a blue line is a pair that joins, a dashed red line one without which the cluster would fall in two, and a thin grey line a pair that is alike but does not join by itself or is held back.'

/**
 * A cluster as a small drawing of its records, on a circle, and its pairs; of a large one the records that tell most.
 *
 * @param letterOf how a record is called, by its place in the cluster
 */
export function clusterDrawing(quality: ClusterQuality, letterOf: (place: number) => string): Html {
  const { graph } = quality
  const drawn = tellingPlaces(quality)
  const spot = new Map(drawn.map((place, at) => [place, pointOf(at, drawn.length)]))
  const bridges = new Set(quality.bridges.map(({ edge }) => edge))
  const joined = new Set(quality.joined)
  const lines = [...graph.row.keys()].flatMap(edge => {
    const [from, to] = [spot.get(graph.left[edge] ?? -1), spot.get(graph.right[edge] ?? -1)]
    if (!from || !to) return []
    const kind = bridges.has(edge) ? 'bridge' : joined.has(edge) ? 'joined' : 'kept'
    return [html`<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" ${{ html: LINES[kind] }}/>`]
  })
  const dots = drawn.map(place => {
    const { x, y } = spot.get(place) ?? { x: 0, y: 0 }
    return html`<circle cx="${x}" cy="${y}" r="${DOT}" fill="#ffffff" stroke="#0b0c0c" stroke-width="2"/><text x="${x}" y="${y + 4}" text-anchor="middle">${letterOf(place)}</text>`
  })
  const all = graph.members.length
  const label = `${all > drawn.length ? `${drawn.length} of ${all}` : all} records and the pairs between them; the table below says the same`
  return html`<svg class="g" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${lines}${dots}</svg>`
}

/** Places of the records to draw, ascending: those that contradict, at the weakest cut, and on which others hang; then the first. */
function tellingPlaces({ graph, contradictions, weakest, cutMembers }: ClusterQuality): readonly number[] {
  const contradicting = contradictions.flatMap(({ left, right }) => [
    graph.members.indexOf(left),
    graph.members.indexOf(right),
  ])
  const atCut = weakest === undefined ? [] : [graph.left[weakest.edge] ?? 0, graph.right[weakest.edge] ?? 0]
  const first = [...graph.members.keys()].slice(0, MOST_DRAWN)
  const chosen = [...new Set([...contradicting, ...atCut, ...cutMembers, ...first])].filter(place => place >= 0)
  return chosen.slice(0, MOST_DRAWN).toSorted((a, b) => a - b)
}

function pointOf(at: number, of: number): { readonly x: number; readonly y: number } {
  const angle = (2 * Math.PI * at) / of - Math.PI / 2
  return { x: Math.round(WIDTH / 2 + RADIUS * Math.cos(angle)), y: Math.round(HEIGHT / 2 + RADIUS * Math.sin(angle)) }
}

/** A, B … Z, AA, AB … by place. */
export function letterAt(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : `${letterAt(Math.floor(place / 26) - 1)}${last}`
}
