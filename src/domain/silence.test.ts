import { expect, it } from 'vitest'
import { silenceOf } from './silence.ts'
import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

const TRADES: Readonly<Record<string, string>> = { oldmill: 'school', hazel: 'school', clinic: 'health', met: 'police' }
const code = (name: string) => name as AgencyId
const question = (agency: string, day: number, state: 'asked' | 'declined' | 'none-seen' = 'asked') => ({
  askedAgency: code(agency),
  askedAt: `2026-03-0${day}T09:00:00.000Z` as Instant,
  state,
})

it('says of each trade who spoke, who was asked and keeps quiet, and where nobody was asked', () => {
  const around = silenceOf(
    ['school', 'health', 'police'],
    agency => TRADES[agency],
    [code('oldmill'), code('oldmill')],
    [question('hazel', 1), question('clinic', 3), question('clinic', 2, 'declined'), question('elsewhere', 1)],
  )
  expect(around).toEqual([
    { trade: 'school', spoke: ['oldmill'], questions: [question('hazel', 1)], nobodyAsked: false },
    { trade: 'health', spoke: [], questions: [question('clinic', 3)], nobodyAsked: false },
    { trade: 'police', spoke: [], questions: [], nobodyAsked: true },
  ])
})

it('puts what was not answered first, the longest unanswered before the others', () => {
  const [schools] = silenceOf(
    ['school'],
    () => 'school',
    [],
    [question('a', 1, 'none-seen'), question('b', 3), question('c', 2)],
  )
  expect(schools?.questions.map(one => one.askedAgency)).toEqual(['c', 'b', 'a'])
})
