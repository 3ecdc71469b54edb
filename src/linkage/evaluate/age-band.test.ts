import { expect, it } from 'vitest'
import { ageBand } from './age-band.ts'

it.each([
  ['2020-01-01', 'under 10'],
  ['2016-11-27', 'under 10'],
  ['2016-11-26', '10-14'],
  ['26/11/2011', '15-17'],
  ['27 Nov 2011', '10-14'],
  ['2008-11-26', '18-24'],
  ['2008-11-27', '15-17'],
  ['2001-11-26', '25+'],
  ['2001-11-27', '18-24'],
  ['1890-05-05', '25+'],
  ['2026-11-27', 'unknown'],
  ['31/02/2010', 'unknown'],
  ['', 'unknown'],
])('someone born on %s is %s on 26 November 2026', (born, band) => {
  expect(ageBand(born, '2026-11-26')).toBe(band)
})
