import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  parseAsn,
  parseCro,
  parseMsisdn,
  parseNhsNumber,
  parsePncId,
  parsePostcode,
  parseUpn,
  parseVrm,
} from './identifiers.ts'

const all = { parseAsn, parseCro, parseMsisdn, parseNhsNumber, parsePncId, parsePostcode, parseUpn, parseVrm }

const good = [
  [parseNhsNumber, '9434765919', '9434765919'],
  [parseNhsNumber, '999 000 0018', '9990000018'],
  [parseNhsNumber, '999-012-3454', '9990123454'],
  [parseUpn, 'B801200005001', 'B801200005001'],
  [parseUpn, 'w308432100001', 'W308432100001'],
  [parseUpn, 'Y209432100001', 'Y209432100001'],
  [parseUpn, 'G30843210000A', 'G30843210000A'],
  [parseUpn, 'P207000016049', 'P207000016049'],
  [parsePncId, '21/14J', '21/0000014J'],
  [parsePncId, '2021/0000014j', '21/0000014J'],
  [parsePncId, '79/163001B', '79/0163001B'],
  [parsePncId, '790163001B', '79/0163001B'],
  [parseCro, '265416/21G', '265416/21G'],
  [parseCro, 'SF39/123X', 'SF39/000123X'],
  [parseAsn, '1101ZD0100000448754K', '1101ZD0100000448754K'],
  [parseAsn, '1101ZD0100000410837W', '1101ZD0100000410837W'],
  [parseAsn, '11/01ZD/01/410870G', '1101ZD0100000410870G'],
  [parsePostcode, 'se136lg', 'SE13 6LG'],
  [parsePostcode, 'SW1A 1AA', 'SW1A 1AA'],
  [parsePostcode, ' w1a0ax ', 'W1A 0AX'],
  [parsePostcode, 'M1 1AE', 'M1 1AE'],
  [parsePostcode, 'GIR 0AA', 'GIR 0AA'],
  [parseMsisdn, '07700 900123', '+447700900123'],
  [parseMsisdn, '+44 7700 900999', '+447700900999'],
  [parseMsisdn, '0044 7700 900000', '+447700900000'],
  [parseMsisdn, '+44 (0)20 7946 0123', '+442079460123'],
  [parseMsisdn, '7700900123', '+447700900123'],
  [parseMsisdn, '01632 960001 ext 4', '+441632960001'],
  [parseMsisdn, '+1 202-555-0123', '+12025550123'],
  [parseVrm, 'ab12 cde', 'AB12CDE'],
  [parseVrm, 'A1 ABC', 'A1ABC'],
  [parseVrm, 'ABC 123D', 'ABC123D'],
  [parseVrm, '1 A', '1A'],
] as const

const bad = [
  [parseNhsNumber, '9434765918', 'does not fit'],
  [parseNhsNumber, '943476591', 'has 9'],
  [parseNhsNumber, '0000000000', 'repeated'],
  [parseNhsNumber, '94347A5919', 'digits only'],
  [parseUpn, 'Q207000016049', 'does not fit'],
  [parseUpn, 'B80120000500I', 'I, O or S'],
  [parseUpn, 'UN3', 'why there is no UPN'],
  [parsePncId, '21/14K', 'does not fit'],
  [parsePncId, '14J', 'stroke'],
  [parseCro, '265416/21H', 'does not fit'],
  [parseCro, 'SF39/123I', 'I, O or S'],
  [parseAsn, '1101ZD0100000410836J', 'does not fit'],
  [parsePostcode, 'ZZ99 3VZ', 'no fixed address'],
  [parsePostcode, '2119', 'not a full UK postcode'],
  [parsePostcode, 'SE13', 'not a full UK postcode'],
  [parseMsisdn, '12345', 'neither with 0'],
  [parseMsisdn, '07700', 'between 7 and 15'],
  [parseMsisdn, '07700 9001234', '10 or 11 digits'],
  [parseMsisdn, '07777777777', 'repeated'],
  [parseMsisdn, 'ask mum', 'digits only'],
  [parseVrm, 'ABCDEFGH', 'not a UK vehicle registration'],
] as const

describe('identifiers', () => {
  it.each(good)('%o reads %s as %s', (parse, text, value) => {
    expect(parse(text)).toEqual({ ok: true, value })
  })

  it.each(bad)('%o refuses %s and says why', (parse, text, words) => {
    const parsed = parse(text)
    expect(parsed.ok ? parsed.value : parsed.reason).toContain(words)
  })

  it.each(Object.entries(all))('%s says that nothing is there', (_, parse) => {
    expect(parse(' ')).toMatchObject({ ok: false, reason: expect.stringMatching(/is empty$/) })
  })

  it.each(Object.entries(all))('%s accepts its own canonical form, whatever the text was', (_, parse) => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[A-Z0-9/+ ]{0,22}$/),
      fc.constantFrom(...good.map(([, text]) => text)),
    )
    fc.assert(
      fc.property(texts, text => {
        const parsed = parse(text)
        if (parsed.ok) expect(parse(parsed.value)).toEqual(parsed)
        else expect(parsed.reason.length).toBeGreaterThan(10)
      }),
    )
  })

  it.each([
    [parseNhsNumber, '9434765919'],
    [parseUpn, 'B801200005001'],
    [parsePncId, '21/0000014J'],
    [parseCro, '265416/21G'],
    [parseAsn, '1101ZD0100000448754K'],
  ] as const)('%o notices one wrong digit in %s', (parse, text) => {
    const positions = Array.from(text, (character, index) => ({ character, index })).filter(({ character }) =>
      /\d/.test(character),
    )
    // The two digits of a force's unit carry no check.
    const checked = parse === parseAsn ? positions.filter(({ index }) => index !== 4 && index !== 5) : positions
    for (const { character, index } of checked) {
      const wrong = text.slice(0, index) + String((Number(character) + 1) % 10) + text.slice(index + 1)
      expect(parse(wrong).ok, wrong).toBe(false)
    }
  })

  it('does not repeat what was typed in a reason', () => {
    for (const [parse, text] of bad) {
      const parsed = parse(text)
      if (!parsed.ok && text.length > 5) expect(parsed.reason).not.toContain(text)
    }
  })

  it('looks at no more than the start of an endless text', () => {
    expect(parseMsisdn('1'.repeat(1_000_000)).ok).toBe(false)
  })
})
