import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { episodeEvent, interviewEvent } from './missing-event.ts'
import {
  changeProblems,
  episodeState,
  type EpisodeStep,
  type Found,
  interviewProblems,
  interviewState,
  type InterviewStep,
  MISSING_STATUSES,
  reportProblems,
} from './missing-step.ts'
import { type Instant, plusMinutes } from './values/time.ts'

const NOW = '2026-06-15T12:00:00.000Z' as Instant
const ago = (hours: number) => plusMinutes(NOW, -hours * 60)
const LEVELS = new Set(['very-low', 'low', 'medium', 'high'])

const reported = {
  kind: 'reported',
  status: 'absent',
  riskLevel: 'very-low',
  why: 'often late',
  since: ago(50),
} as const
const found = (at: Instant, more: Partial<Found> = {}): Found => ({
  kind: 'found',
  at,
  place: 'a park',
  howFar: 'home-area',
  ...more,
})
const fieldsOf = (problems: readonly { readonly field: string }[]) => problems.map(({ field }) => field)

describe('episodeState', () => {
  const recorded = { since: ago(60), until: undefined, riskLevel: 'low' }

  it('without a step is what the record says', () => {
    expect(episodeState(recorded, [])).toEqual({ ...recorded, found: undefined })
  })

  it('keeps the last word on risk and return', () => {
    const review = { kind: 'risk-reviewed', riskLevel: 'high', why: 'a threat' } as const
    const state = episodeState(recorded, [reported, review, found(ago(10)), found(ago(12), { injuries: 'a bruise' })])
    expect(state).toMatchObject({ since: ago(50), until: ago(12), riskLevel: 'high', found: { injuries: 'a bruise' } })
  })

  it('goes on from where it was: what was known before a step does not change by it', () => {
    const step = fc.oneof(
      fc.constantFrom('low', 'high').map((riskLevel): EpisodeStep => ({ kind: 'risk-reviewed', riskLevel, why: 'so' })),
      fc.integer({ min: 1, max: 40 }).map((hours): EpisodeStep => found(ago(hours))),
      fc.constant<EpisodeStep>({ kind: 'prevention-interview', at: ago(1), by: 'PC Hale', learnt: 'little' }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.nat(8), (steps, cut) => {
        const before = episodeState(recorded, steps.slice(0, cut))
        const { found: _, ...known } = before
        const rest = steps.slice(cut)
        const later = episodeState(known, rest)
        expect({ ...later, found: later.found ?? before.found }).toEqual(episodeState(recorded, steps))
        expect(episodeState(recorded, steps.slice(0, cut))).toEqual(before)
      }),
    )
  })
})

describe('interviewState', () => {
  const offered = { kind: 'offered', at: ago(40), by: 'Safe Return', independent: true } as const
  const declined = { kind: 'declined', at: ago(30), reason: 'no point' } as const
  const held = { kind: 'held', at: ago(2), by: 'Ama', independent: false, before: 'a row' } as const

  it.each<[string, InterviewStep[], object | undefined]>([
    ['nothing', [], undefined],
    ['an answer without an offer', [declined], undefined],
    ['an offer', [offered], { offeredAt: ago(40), by: 'Safe Return', answer: undefined, held: undefined }],
    ['declined', [offered, declined], { answer: 'declined', answeredAt: ago(30), held: undefined }],
    [
      'a change of mind',
      [offered, declined, { kind: 'accepted', at: ago(20) }],
      { answer: 'accepted', answeredAt: ago(20) },
    ],
    ['declined, then held', [offered, declined, held], { answer: 'declined', by: 'Ama', independent: false, held }],
  ])('of %s', (_, steps, state) => {
    const told = interviewState(steps)
    if (state === undefined) expect(told).toBeUndefined()
    else expect(told).toMatchObject(state)
  })

  it('may follow a return only, in time, and ends when it is held', () => {
    expect(fieldsOf(interviewProblems(undefined, undefined, offered, NOW))).toEqual(['kind'])
    expect(fieldsOf(interviewProblems(ago(39), undefined, offered, NOW))).toEqual(['at'])
    expect(fieldsOf(interviewProblems(ago(41), undefined, { ...offered, by: ' ' }, NOW))).toEqual(['by'])
    const open = interviewState([offered])
    expect(fieldsOf(interviewProblems(undefined, open, { ...declined, reason: '' }, NOW))).toEqual(['reason'])
    expect(fieldsOf(interviewProblems(undefined, open, { ...held, before: undefined }, NOW))).toEqual(['before'])
    expect(fieldsOf(interviewProblems(undefined, open, { ...held, at: ago(41) }, NOW))).toEqual(['at'])
    expect(fieldsOf(interviewProblems(undefined, open, { ...held, at: ago(-1) }, NOW))).toEqual(['at'])
    expect(interviewProblems(undefined, open, held, NOW)).toEqual([])
    expect(fieldsOf(interviewProblems(undefined, interviewState([offered, held]), declined, NOW))).toEqual(['kind'])
  })

  it('is told as one event: when it was held, with what was learnt, else when it was answered', () => {
    const steps = [offered, declined, held]
    const event = interviewEvent('RHI-7F3K-2Q', interviewState(steps) ?? expect.fail('no state'), steps)
    expect(event).toMatchObject({
      kind: 'return-interview',
      startsAt: ago(2),
      facts: { state: 'held', before: 'a row', declinedBecause: 'no point', independent: 'false' },
    })
    const early = interviewEvent('RHI-7F3K-2Q', interviewState([offered, declined]) ?? expect.fail('no state'), [
      offered,
      declined,
    ])
    expect(early).toMatchObject({ startsAt: ago(30), facts: { state: 'declined' } })
  })
})

describe('an episode', () => {
  it.each(MISSING_STATUSES)('recorded as %s is told as missing, with its own word and level beside it', status => {
    const steps = [{ ...reported, status }]
    const event = episodeEvent(
      'MIS-7F3K-2Q',
      episodeState({ since: NOW, until: undefined, riskLevel: undefined }, steps),
      steps,
    )
    expect(event).toMatchObject({
      kind: 'missing',
      startsAt: ago(50),
      grade: 'very-low',
      facts: { status, riskLevel: 'very-low' },
    })
    expect(event.endsAt).toBeUndefined()
  })

  it('wants a level of the list with a reason, and times that can be', () => {
    expect(reportProblems(reported, LEVELS, NOW)).toEqual([])
    expect(fieldsOf(reportProblems({ ...reported, riskLevel: 'none', why: '' }, LEVELS, NOW))).toEqual([
      'riskLevel',
      'why',
    ])
    expect(fieldsOf(reportProblems({ ...reported, since: ago(-1), until: ago(-2) }, LEVELS, NOW))).toEqual([
      'since',
      'until',
    ])
    expect(fieldsOf(reportProblems({ ...reported, until: ago(51) }, LEVELS, NOW))).toEqual(['until'])
  })

  it('takes a return after the going, and a prevention interview after the return', () => {
    const away = episodeState({ since: ago(50), until: undefined, riskLevel: 'low' }, [])
    const back = episodeState({ since: ago(50), until: ago(5), riskLevel: 'low' }, [])
    const talk = { kind: 'prevention-interview', at: ago(4), by: 'PC Hale', learnt: 'little' } as const
    const problems = (state: typeof away, step: EpisodeStep) => fieldsOf(changeProblems(state, step, LEVELS, NOW))
    expect(problems(away, found(ago(51)))).toEqual(['at'])
    expect(problems(away, found(ago(5), { place: ' ' }))).toEqual(['place'])
    expect(problems(away, found(ago(5)))).toEqual([])
    expect(problems(away, talk)).toEqual(['kind'])
    expect(problems(back, { ...talk, by: '', learnt: '' })).toEqual(['by', 'learnt'])
    expect(problems(back, talk)).toEqual([])
    expect(problems(back, reported)).toEqual(['kind'])
  })
})
