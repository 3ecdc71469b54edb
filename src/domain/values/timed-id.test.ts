import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Instant } from './time.ts'
import { timedId, timedIds } from './timed-id.ts'

const moment = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(date => date.toISOString() as Instant)

it('is a UUID of version 7 that sorts by its time', () => {
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [one, other] = [timedId(a, randomUUID), timedId(b, randomUUID)]
      expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      if (a < b) expect(one < other).toBe(true)
    }),
  )
})

it('is never the same twice', () => {
  const next = timedIds('2026-03-01T09:00:00.000Z' as Instant, randomUUID)
  expect(new Set(Array.from({ length: 10_000 }, next)).size).toBe(10_000)
})
