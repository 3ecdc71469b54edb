import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ALERT_ANSWERS,
  type AlertEventKind,
  EVENT_OF_ANSWER,
  mayAnswer,
  precisionOf,
  stateAfter,
} from './alert-state.ts'

const after = (...kinds: AlertEventKind[]) => stateAfter(kinds.map(kind => ({ kind })))

describe('stateAfter', () => {
  it.each([
    [['raised'], 'raised'],
    [['raised', 'seen'], 'raised'],
    [['raised', 'escalated'], 'escalated'],
    [['raised', 'escalated', 'acknowledged'], 'acknowledged'],
    [['raised', 'acted'], 'acknowledged'],
    [['raised', 'acknowledged', 'handed-on'], 'raised'],
    [['raised', 'escalated', 'handed-on'], 'escalated'],
    [['raised', 'acknowledged', 'escalated'], 'acknowledged'],
    [['raised', 'closed'], 'closed'],
    [['raised', 'not-ours', 'acted'], 'closed'],
    [['raised', 'acknowledged', 'upgraded'], 'raised'],
    [['raised', 'closed', 'upgraded'], 'raised'],
  ] as const)('%j is %s', (kinds, state) => {
    expect(after(...kinds)).toBe(state)
  })

  it('takes every answer that it allows to a state that is not the one before, or stays in hand', () => {
    const kinds = fc.array(fc.constantFrom<AlertEventKind>('seen', 'escalated', 'acknowledged', 'acted', 'handed-on'))
    fc.assert(
      fc.property(kinds, fc.constantFrom(...ALERT_ANSWERS), (before, answer) => {
        const state = after('raised', ...before)
        expect(mayAnswer(state, answer)).toBe(!(answer === 'acknowledge' && state === 'acknowledged'))
        const next = after('raised', ...before, EVENT_OF_ANSWER[answer])
        expect(next === 'closed').toBe(answer === 'close' || answer === 'not-ours')
      }),
    )
  })
})

describe('mayAnswer', () => {
  it.each(ALERT_ANSWERS)('%s comes too late for a closed alert', answer => {
    expect(mayAnswer('closed', answer)).toBe(false)
  })
})

describe('precisionOf', () => {
  it('is the share about the right person', () => {
    expect(precisionOf(0, 0)).toBeUndefined()
    expect(precisionOf(8, 2)).toBe(0.75)
  })
})
