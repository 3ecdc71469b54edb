import { describe, expect, it } from 'vitest'
import { factKey } from './fact.ts'

describe('factKey', () => {
  it.each<readonly [string, readonly string[]]>([
    ['sex', ['M', 'male', '1', '01', 'Boy']],
    ['sex', ['F', 'Female', '2']],
    ['dateOfBirth', ['2010-06-07', '07/06/2010', '7.6.2010', '7 June 2010', '20100607', '07/06/2010 00:00']],
    ['postcode', ['SE13 6LG', 'se136lg', 'SE13  6LG', 'SE13-6LG']],
    ['phone', ['07700 900123', '+44 7700 900123', '0044 7700900123', '(07700) 900-123']],
    ['nhsNumber', ['999 000 0018', '9990000018']],
    ['upn', ['B801200005001', 'b8012 00005001']],
    ['pncId', ['21/0000014J', '2021/14J']],
    ['email', ['A.B@Example.org', 'a.b@example.org', 'mailto:a.b@example.org']],
    ['address', ['1 Test St', '1 TEST STREET', '1, Test Street.']],
    ['fullName', ['Zoë O’Neill', 'ZOE ONEILL', "O'Neill, Zoë", 'Miss Zoë O’Neill']],
    ['familyName', ['Mac Donald', 'MACDONALD']],
    ['city', ['St. Albans', 'ST ALBANS']],
  ])('of %s is the same for one fact written in different ways: %j', (field, written) => {
    expect(new Set(written.map(text => factKey(field, text))).size).toBe(1)
    expect(factKey(field, written[0] ?? '')).not.toBe('')
  })

  it.each([
    ['sex', 'M', 'F'],
    ['sex', '1', 'I'],
    ['dateOfBirth', '04/03/2010', '03/04/2010'],
    ['postcode', 'SE13 6LG', 'SE13 6LH'],
    ['nhsNumber', '9990000018', '9990000019'],
    ['familyName', 'Elmstead', 'Elmsted'],
    ['familyName', '🙂', '🙃'],
    ['givenName', `${'a'.repeat(5000)}b`, `${'a'.repeat(5000)}c`],
    ['address', '1 Test Street', '11 Test Street'],
  ])('of %s differs where the facts do: %s and %s', (field, one, other) => {
    expect(factKey(field, one)).not.toBe(factKey(field, other))
  })

  it.each([
    ['sex', '0'],
    ['sex', '9'],
    ['sex', 'U'],
    ['sex', 'X'],
    ['sex', 'Not known'],
    ['upn', 'UN3'],
    ['postcode', 'ZZ99 3VZ'],
    ['nhsNumber', '000 000 0000'],
    ['familyName', 'UNKNOWN'],
    ['city', 'N/K'],
  ])('of %s is nothing for %s, which says only that it is not known', (field, text) => {
    expect(factKey(field, text)).toBe('')
  })
})
