import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readLabelFiles } from '#cli/label/label-files.ts'
import { judgePage } from '#cli/label/page.ts'
import { browser } from '#test/browser.ts'
import { pageFaults } from '#test/page-checks.ts'

const PAGE = 'http://labels.test/page.html'
const pairs = [1, 2, 3].map(number => ({
  idLeft: `left-${number}`,
  idRight: `right, "${number}"`,
  facts: [
    { field: 'given_name', left: 'Amina <b>', right: 'Aminah' },
    { field: 'date_of_birth', left: '2010-03-04', right: '' },
  ],
}))

let chromium: Browser | undefined
let folder = ''
beforeAll(async () => {
  chromium = await browser()
  folder = await mkdtemp(join(tmpdir(), 'throughline-judge-'))
})
afterAll(async () => {
  await chromium?.close()
  await rm(folder, { recursive: true })
})

async function open(scripts: boolean): Promise<{ page: Page; complaints: string[] }> {
  const context = await chromium?.newContext({
    javaScriptEnabled: scripts,
    acceptDownloads: true,
    viewport: { width: 360, height: 800 },
    reducedMotion: 'reduce',
  })
  if (context === undefined) throw new Error('There is no browser')
  const complaints: string[] = []
  const body = await judgePage(pairs)
  await context.route('**', route =>
    route.request().url() === PAGE
      ? route.fulfill({ body, contentType: 'text/html; charset=utf-8' })
      : (complaints.push(route.request().url()), route.abort()),
  )
  const page = await context.newPage()
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(PAGE)
  return { page, complaints }
}

it('lets a judge go through the pairs by keyboard and take the answers away as a file', async () => {
  const { page, complaints } = await open(true)
  expect(await pageFaults(page)).toEqual([])
  await page.keyboard.press('2')
  await page.keyboard.press('n')
  await page.keyboard.press('3')
  expect(await page.getByRole('status').textContent()).toBe('2 of 3 judged')
  await page.getByRole('button', { name: 'Download your answers' }).click()
  expect(await page.getByRole('status').textContent()).toContain('Write your name first')

  await page.getByLabel('Your name').fill('Anna 1')
  await page.getByLabel('Note').first().fill('=same "phone",\nI think')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download your answers' }).click()
  expect(complaints).toEqual([])
  const file = join(folder, 'labels.csv')
  await (await download).saveAs(file)
  const { labels } = await readLabelFiles([file])
  expect(labels).toMatchObject([
    {
      idLeft: 'left-1',
      idRight: 'right, "1"',
      judge: 'Anna 1',
      verdict: 'same',
      certainty: 'fairly sure',
      note: '=same "phone",\nI think',
    },
    { idLeft: 'left-3', verdict: 'cannot tell', certainty: undefined, note: '' },
  ])
  expect(await readFile(file, 'utf8')).toContain(`"'=same`)
  expect(complaints).toEqual([])
})

it('is a form to print without scripts: every pair with its five answers', async () => {
  const { page, complaints } = await open(false)
  expect(await pageFaults(page)).toEqual([])
  expect(await page.getByRole('radio').count()).toBe(15)
  expect(await page.getByText('print this page').isVisible()).toBe(true)
  expect(await page.getByRole('button').count()).toBe(0)
  expect(await page.getByRole('cell', { name: 'Amina <b>' }).count()).toBe(3)
  await page.getByLabel('Same person, sure').nth(1).check()
  expect(await page.getByLabel('Same person, sure').nth(1).isChecked()).toBe(true)
  expect(complaints).toEqual([])
})
