import { expect, it } from 'vitest'
import { parsePostalCode } from './postal-code.ts'

it.each([
  ['se136lg', 'SE13 6LG'],
  ['2119', '2119'],
  [' 40 11 ', '4011'],
  ['90210-1234', '902101234'],
])('reads %j as %j', (text, value) => {
  expect(parsePostalCode(text)).toEqual({ ok: true, value })
})

it.each(['SE13 6L', 'SE13 6LGG', 'QE13 6LG', 'ZZ99 3VZ', '99999', '12', 'D6W XV21', '12345678901', 'none', ''])(
  'refuses %j, which is neither British nor digits alone',
  text => {
    expect(parsePostalCode(text).ok).toBe(false)
  },
)
