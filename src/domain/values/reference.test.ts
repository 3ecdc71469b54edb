import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeReference, parseReference, REFERENCE_BYTES } from './reference.ts'

const bytes = fc.uint8Array({ minLength: REFERENCE_BYTES, maxLength: REFERENCE_BYTES })
const prefix = fc.constantFrom('ENC', 'ALT', 'BT')

describe('references', () => {
  it('has its prefix, four characters and two', () => {
    expect(makeReference('ENC', new Uint8Array([7, 15, 3, 20, 2]))).toMatch(/^ENC-7F3M-2[0-9A-Z]$/)
  })

  it('is read back as it was made', () => {
    fc.assert(
      fc.property(prefix, bytes, (name, random) => {
        const reference = makeReference(name, random)
        expect(parseReference(reference)).toEqual({ ok: true, value: reference })
      }),
    )
  })

  it('is read in any case, with or without hyphens, and with O for 0 and I or L for 1', () => {
    fc.assert(
      fc.property(prefix, bytes, (name, random) => {
        const reference = makeReference(name, random)
        const [head = '', ...rest] = reference.split('-')
        const code = rest.join(' ').replaceAll('0', 'o').replaceAll('1', 'l').toLowerCase()
        expect(parseReference(` ${head.toLowerCase()}${code} `)).toEqual({ ok: true, value: reference })
      }),
    )
  })

  it('notices any one wrong character', () => {
    fc.assert(
      fc.property(bytes, fc.nat(5), fc.integer({ min: 1, max: 31 }), (random, position, shift) => {
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
        const code = makeReference('ENC', random).slice(4).replace('-', '')
        const other = alphabet[(alphabet.indexOf(code[position]!) + shift) % 32]!
        expect(parseReference(`ENC${code.slice(0, position)}${other}${code.slice(position + 1)}`).ok).toBe(false)
      }),
    )
  })

  it('notices two characters that changed places', () => {
    fc.assert(
      fc.property(bytes, fc.nat(4), (random, position) => {
        const code = makeReference('ENC', random).slice(4).replace('-', '')
        const [a, b] = [code[position]!, code[position + 1]!]
        fc.pre(a !== b)
        expect(parseReference(`ENC${code.slice(0, position)}${b}${a}${code.slice(position + 2)}`).ok).toBe(false)
      }),
    )
  })

  it.each(['', 'ENC', '7F3K-2Q', 'ENC-7F3K-2', 'ENCOUNTER-7F3K-2Q', 'ENC-UUUU-UU'])('refuses %s', text => {
    expect(parseReference(text).ok).toBe(false)
  })

  it('wants a proper prefix and enough random bytes', () => {
    expect(() => makeReference('encounter', new Uint8Array(5))).toThrow(RangeError)
    expect(() => makeReference('ENC', new Uint8Array(4))).toThrow(RangeError)
  })
})
