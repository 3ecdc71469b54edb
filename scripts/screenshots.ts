import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { browser } from '../test/support/browser.ts'

/**
 * The pictures of docs/images: the service is started with a small demonstration world in a folder of its own, the story of the
 * Lewisham boy is told, and two pages are kept. Run it with: node scripts/screenshots.ts
 */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const IMAGES = join(ROOT, 'docs', 'images')
const VIEW = { width: 1280, height: 900 }

const dataDir = await mkdtemp(join(tmpdir(), 'throughline-pictures-'))
const port = await freePort()
const env = {
  ...process.env,
  PORT: String(port),
  THROUGHLINE_DATA: dataDir,
  THROUGHLINE_DEMO: 'true',
  THROUGHLINE_DEMO_PEOPLE: '300',
}
const service = spawn(process.execPath, [join(ROOT, 'src', 'main.ts')], {
  cwd: ROOT,
  env: { ...env, DATABASE_URL: undefined, LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const chromium = await browser()
try {
  for await (const text of service.stdout) if (String(text).includes('is ready at')) break
  await mkdir(IMAGES, { recursive: true })
  await takePictures(chromium)
} finally {
  await chromium.close()
  service.kill('SIGTERM')
  if (service.exitCode === null && service.signalCode === null) await once(service, 'exit')
  await rm(dataDir, { recursive: true, force: true })
}

async function takePictures(chromium: Browser): Promise<void> {
  const officer = await signIn(chromium, 'PC Rob Fenn')
  await proved(officer)
  await officer.goto('/encounters/new')
  await officer.getByRole('radio', { name: 'Found on a train or at a station' }).check()
  await officer.locator('#place').fill('London Bridge station, platform 4')
  await officer.locator('#name').fill('Tyrell Campbell')
  await officer.locator('#born').fill('14 3 2010')
  for (const seen of ['Two or more phones', 'Alone'])
    await officer.getByRole('checkbox', { name: seen, exact: true }).check()
  await officer.getByRole('button', { name: 'Who needs to know?' }).first().click()
  await officer.locator('.tl-answer').waitFor()

  const detective = await signIn(chromium, 'DC Maya Okoro')
  await detective.goto('/alerts')
  await detective.getByRole('link', { name: 'Tyrell Campbell', exact: true }).waitFor()
  await detective.screenshot({ path: join(IMAGES, 'inbox.png'), fullPage: true })
  await detective.getByRole('button', { name: /^I have it.*Tyrell Campbell/ }).click()

  await officer.getByText('Has it').waitFor()
  await officer.screenshot({
    path: join(IMAGES, 'encounter-answer.png'),
    fullPage: true,
    clip: await downTo(officer, '#told-title'),
  })
}

async function signIn(chromium: Browser, name: string): Promise<Page> {
  const context = await chromium.newContext({
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    viewport: VIEW,
  })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: `Sign in as ${name}` }).click()
  await page.waitForURL(address => address.pathname === '/')
  return page
}

/** Until the first test alerts have come through, every page warns that alerts may not arrive. */
async function proved(page: Page): Promise<void> {
  while ((await page.locator('.tl-canary').count()) > 0) {
    await sleep(500)
    await page.reload()
  }
}

/** The page from its top to a little below the part that begins here. */
async function downTo(page: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator(selector).boundingBox()
  return { x: 0, y: 0, width: VIEW.width, height: Math.ceil((box?.y ?? VIEW.height) + 110) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port was given')
  return address.port
}
