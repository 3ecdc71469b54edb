import { describe, expect, it } from 'vitest'
import { weightChart } from './chart.ts'

/** About the width of a digit or a minus in the chart's text, in its own units. */
const DIGIT = 9

describe('the chart of weights', () => {
  it.each([
    [-30, 20],
    [-30, 25],
    [0, 1000],
    [-10, 10],
  ])('cuts off no number of its axis, from %s to %s', (first, last) => {
    const weights = Array.from({ length: last - first + 1 }, (_, n) => ({ from: first + n, pairs: n + 1 }))
    const svg = weightChart(weights, { review: 2, break: 4, join: 6 }).html
    const width = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
    const ticks = [...svg.matchAll(/<text x="([-\d.]+)" y="210" text-anchor="(\w+)">(-?\d+)</g)]
    expect(ticks.length).toBeGreaterThan(1)
    for (const [, x, anchor, text = ''] of ticks) {
      const room = text.length * DIGIT
      const left = Number(x) - (anchor === 'end' ? room : anchor === 'middle' ? room / 2 : 0)
      expect([text, left >= 0, left + room <= width]).toEqual([text, true, true])
    }
  })
})
