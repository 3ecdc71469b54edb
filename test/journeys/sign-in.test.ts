import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'

describe.each(WAYS)('signing in $way', ({ scripts }) => {
  const { as, visit } = journey(scripts)

  it('offers ready people', async () => {
    const page = await visit('/')
    expect(await pageFaults(page)).toEqual([])
    await page.screenshot({ path: `/tmp/shots-signin-${scripts}.png`, fullPage: true })
    const start = await as('btp')
    expect(await pageFaults(start)).toEqual([])
    await start.screenshot({ path: `/tmp/shots-start-${scripts}.png`, fullPage: true })
  })
})
