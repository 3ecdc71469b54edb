import { expect, it } from 'vitest'
import { postcodeWithin, toAddress } from './address.ts'

it.each([
  ['12 High St., SE13 6LG', '12 high street'],
  ['4 St John’s Rd', '4 saint johns road'],
  ['Apt 3, 14 Mill Ln', 'flat 3 14 mill lane'],
  ['  ', undefined],
  ['🙂', undefined],
])('the address %j is %j', (text, address) => {
  expect(toAddress(text)).toBe(address)
})

it('finds a postcode inside an address', () => {
  expect(postcodeWithin('12 High Street, London SE13 6LG')).toBe('se13 6lg')
  expect(postcodeWithin('12 High Street')).toBeUndefined()
})
