import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { browser } from './browser.ts'
import { findChromium } from './chromium.ts'

it('opens a page, clicks, and reads letters of more than one alphabet', async () => {
  const chromium = await browser()
  const page = await chromium.newPage()
  await page.setContent(`<button onclick="this.textContent = 'ŵ ł ع'">go</button>`)
  await page.click('button')
  expect(await page.innerText('button')).toBe('ŵ ł ع')
  await chromium.close()
}, 60_000)

it('takes the browser that is named', async () => {
  const path = process.execPath
  const { stdout } = spawnSync(
    process.execPath,
    [
      '-e',
      `import(${JSON.stringify(`${import.meta.dirname}/chromium.ts`)}).then(async it => console.log((await it.findChromium()).path))`,
    ],
    {
      env: { ...process.env, CHROMIUM_PATH: path },
      encoding: 'utf8',
    },
  )
  expect(stdout.trim()).toBe(path)
  expect((await findChromium()).path).not.toBe(path)
})
