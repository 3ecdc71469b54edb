import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadReference } from '#store/reference.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { mainText, readingAge } from '#test/reading-age.ts'
import { spotPages } from './spot.ts'

let test: TestApp
beforeAll(async () => {
  test = await testApp()
})
afterAll(() => test.close())

const reference = loadReference()
const PLACES = ['schools', 'health', 'housing', 'transport', 'hotels']
const textOf = async (url: string) => {
  const { statusCode, body } = await test.app.inject({ url })
  expect(statusCode).toBe(200)
  return mainText(body)
}

describe('the pages to spot the signs', () => {
  it('are for schools, health, housing, transport and hotels, and open to anybody from the help', async () => {
    expect(spotPages(reference).map(page => page.code)).toEqual(PLACES)
    const help = await test.app.inject({ url: '/help' })
    expect(help.body).toContain('href="/help/spot-the-signs"')
    const index = await test.app.inject({ url: '/help/spot-the-signs' })
    for (const place of PLACES) expect(index.body).toContain(`href="/help/spot-the-signs/${place}"`)
  })

  it.each(PLACES)('say for %s, from the reference data, what to look for, and end with what to do', async place => {
    const text = await textOf(`/help/spot-the-signs/${place}`)
    const trades = reference.signs.trades.filter(trade => trade.page?.code === place).map(trade => trade.code)
    const words = reference.signs.indicators.flatMap(one => trades.flatMap(trade => one.words[trade] ?? []))
    expect(words.length).toBeGreaterThan(5)
    const plain = text.replaceAll(/\s+/g, ' ')
    for (const one of words) expect(plain).toContain(one.replaceAll(/\s+/g, ' '))
    expect(plain).toMatch(/What to do .*ring your council/)
    expect(plain).not.toMatch(/runner|dealer/i)
  })

  it.each(['', ...PLACES.map(place => `/${place}`)])(
    'can be read at the age of 11: /help/spot-the-signs%s',
    async path => {
      expect(readingAge(await textOf(`/help/spot-the-signs${path}`))).toBeLessThanOrEqual(11)
    },
  )
})

describe('readingAge', () => {
  it('is low for short words and sentences, and high for long ones', () => {
    expect(readingAge('The cat sat on the mat. It was wet.')).toBeLessThan(7)
    expect(
      readingAge(
        'Statutory safeguarding partners demonstrate multidisciplinary accountability by documenting proportionate information-sharing determinations.',
      ),
    ).toBeGreaterThan(18)
    expect(readingAge('')).toBe(0)
  })
})
