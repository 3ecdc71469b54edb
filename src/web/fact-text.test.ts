import { describe, expect, it } from 'vitest'
import { factsDiffer } from '#services/facts.ts'
import { asGiven, factText } from './fact-text.ts'

describe('a fact on a page', () => {
  it.each([
    ['sex', '1', 'Male', 'given as 1'],
    ['sex', 'M', 'Male', 'given as M'],
    ['sex', 'female', 'Female', ''],
    ['sex', '9', 'Not known', 'given as 9'],
    ['sex', 'purple', 'purple', ''],
    ['dateOfBirth', '07/06/2010', '7 June 2010', 'given as 07/06/2010'],
    ['dateOfBirth', '2010-06-07', '7 June 2010', ''],
    ['dateOfBirth', '29/02/2011', '29/02/2011', ''],
    ['postcode', 'se136lg', 'se136lg', ''],
    ['familyName', '=cmd()', '=cmd()', ''],
  ])('%s %j is shown as %j, %j', (field, value, text, given) => {
    expect(factText(field, value)).toBe(text)
    expect(asGiven(field, text, [value])).toBe(given)
  })

  it('tells every way in which it was written, three at most', () => {
    expect(asGiven('sex', 'Male', ['1', 'M', 'male', 'boy', '01'])).toBe('given as 1, M, boy')
  })
})

describe('two records side by side', () => {
  it.each([
    ['sex', ['1'], ['M'], false],
    ['sex', ['2'], ['M'], true],
    ['sex', ['9'], ['M'], false],
    ['dateOfBirth', ['2010-06-07'], ['07/06/2010'], false],
    ['postcode', ['SE13 6LG'], ['se136lg'], false],
    ['aliases', ['Tee', 'Tiny'], ['TINY', 'tee'], false],
    ['aliases', ['Tee'], ['Tiny'], true],
    ['upn', ['UN3'], ['B801200005001'], false],
    ['city', [], ['Margate'], false],
  ])('%s %j and %j differ: %s', (field, ours, theirs, differ) => {
    expect(factsDiffer(field, ours, theirs)).toBe(differ)
  })
})
