import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, type TestContext } from 'vitest'
import { readGuests, readPersonas } from '#cli/demo/personas.ts'
import { projectFolder } from '#config'
import { browser } from '#test/browser.ts'
import { testDatabase } from '#test/database.ts'
import { openPostbox, type Postbox } from '#test/postbox.ts'
import { ask, canaries, type Service, startService, throughline, worldTemplate } from '#test/service.ts'

/** With scripts and without: every story is told both ways, each time in a world of its own. */
export const WAYS = [
  { way: 'with JavaScript', scripts: true },
  { way: 'without JavaScript', scripts: false },
] as const

/** Ready people of the demonstration, by what they are to the stories. */
const EMAILS = {
  lewisham: 'm.okoro@met-police.example',
  custody: 'p.arkwright@essex-police.example',
  enfield: 's.demir@enfield-council.example',
  worker: 'i.larsson@enfield-council.example',
  btp: 'r.fenn@btp.example',
  nurse: 'j.boyd@colnemouth-nhs.example',
  coordinator: 'a.lindqvist@nca.example',
  records: 't.hale@essex-police.example',
  swansea: 'g.parry@south-wales-police.example',
  school: 'k.adeyemi@hazelbrook-academy.example',
} as const

/** One of them. */
export type Who = keyof typeof EMAILS

/** All of them. */
export const EVERYBODY = Object.keys(EMAILS) as readonly Who[]

/** The family of the demonstration. */
export const GUESTS = ['parent', 'young-person'] as const

/** One of them. */
export type GuestWho = (typeof GUESTS)[number]

/** How a browser is set up. */
export interface Setting {
  readonly scripts?: boolean
  /** Pixels: 1280 is a desk, 360 a phone. */
  readonly width?: number
}

/** A user that the demonstration does not have. `roles` separated by commas. */
export interface NewUser {
  readonly agency: string
  readonly email: string
  readonly name: string
  readonly roles: string
}

const PASSWORD = 'a long enough password'

/** A service with a world in it, and browsers on it. */
export interface Journey {
  readonly url: () => string
  readonly postbox: () => Postbox
  /** A page in a new browser, not signed in. */
  visit(path?: string, setting?: Setting): Promise<Page>
  /** A page in a new browser, signed in through the sign-in page, on the start page or at `path`. */
  as(who: Who, path?: string, setting?: Setting): Promise<Page>
  /** A page in a new browser, signed in to a guest's own page with number and secret words. */
  asGuest(who: GuestWho, setting?: Setting): Promise<Page>
  /** Add a user by the command line, as whoever runs the service does. */
  addUser(user: NewUser): Promise<void>
  /** A page in a new browser, signed in with the password of a user who was added, for a purpose by its label. */
  signIn(email: string, purpose: string, setting?: Setting): Promise<Page>
  /** Ask the database itself, as the role that links and sees behind row security, or as another. */
  sql<T extends pg.QueryResultRow>(text: string, values?: readonly unknown[], role?: string): Promise<T[]>
}

/**
 * Set up a service for the tests of the enclosing `describe`. After each test its browsers are closed, pictures of what they
 * showed are kept in var/screenshots if it failed, and anything that a page's console or policy or the service itself complained
 * of fails it.
 */
export function journey(scripts = true): Journey {
  let chromium: Browser | undefined
  let service: Service | undefined
  let postbox: Postbox | undefined
  let database: pg.PoolConfig | undefined
  const closing: (() => Promise<unknown>)[] = []
  const contexts: BrowserContext[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    const own = await testDatabase(await worldTemplate())
    closing.push(own.drop)
    postbox = await openPostbox()
    closing.push(postbox.close)
    service = await startService(own.owner, { SMTP_URL: postbox.url })
    closing.push(service.stop)
    database = own.owner
    await canaries(own.owner)
    const opened = await browser()
    chromium = opened
    closing.push(() => opened.close())
  })

  afterAll(async () => {
    for (const close of closing.toReversed()) await close()
  })

  afterEach(async test => {
    if (test.task.result?.state === 'fail') await keepPictures(contexts, test)
    await Promise.all(contexts.splice(0).map(context => context.close()))
    expect(complaints.splice(0)).toEqual([])
    expect(there(service).takeErrors()).toBe('')
  })

  const visit = async (path = '/', { scripts: javaScriptEnabled = scripts, width = 1280 }: Setting = {}) => {
    const context = await there(chromium).newContext({
      baseURL: there(service).url,
      javaScriptEnabled,
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    })
    contexts.push(context)
    context.setDefaultTimeout(60_000)
    listen(context, text => complaints.push(text))
    const page = await context.newPage()
    await page.goto(path)
    return page
  }

  return {
    url: () => there(service).url,
    postbox: () => there(postbox),
    visit,
    as: async (who, path = '/', setting = {}) => {
      const page = await visit(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`, setting)
      await page.getByRole('button', { name: `Sign in as ${nameOf(who)}` }).click()
      await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
      return page
    },
    asGuest: async (who, setting = {}) => {
      const guest = readGuests().find(({ kind }) => kind === who)
      if (guest === undefined) throw new Error(`data/demo/personas.json has no guest who is a ${who}`)
      const page = await visit('/my-page/in', setting)
      await page.getByLabel('Your number').fill(guest.number)
      await page.getByLabel('Your secret words').fill(guest.passphrase)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(url => url.pathname === '/my-page')
      return page
    },
    addUser: ({ agency, email, name, roles }) =>
      throughline(
        there(database),
        ['user', 'add', '--agency', agency, '--email', email, '--name', name, '--roles', roles],
        `${PASSWORD}\n`,
      ),
    signIn: async (email, purpose, setting = {}) => {
      const page = await visit('/sign-in', setting)
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
      await page.getByRole('radio', { name: purpose }).check()
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page.waitForURL(address => address.pathname === '/')
      return page
    },
    sql: (text, values, role) => ask(there(database), text, values, role),
  }
}

/** A ready person's name. */
export function nameOf(who: Who): string {
  const persona = readPersonas().find(({ email }) => email === EMAILS[who])
  if (persona === undefined) throw new Error(`data/demo/personas.json has nobody with the address ${EMAILS[who]}`)
  return persona.name
}

/** Keep what pages complain of: errors in scripts, refusals by the content policy, files that are not there. */
function listen(context: BrowserContext, complain: (text: string) => void): void {
  context.on('weberror', error => complain(String(error.error())))
  context.on('console', message => {
    // An answer such as 404 to the page itself is meant; to a file of the page it is caught below.
    const ofStatus = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !ofStatus) complain(`${message.page()?.url() ?? ''}: ${message.text()}`)
  })
  context.on('response', response => {
    const isFile = response.request().resourceType() !== 'document'
    if (isFile && response.status() >= 400) complain(`${response.url()}: ${response.status()}`)
  })
}

async function keepPictures(contexts: readonly BrowserContext[], { task }: TestContext): Promise<void> {
  const folder = join(projectFolder, 'var', 'screenshots')
  await mkdir(folder, { recursive: true })
  const name = `${task.suite?.name ?? ''} ${task.name}`.replace(/[^\w]+/g, '-').slice(0, 120)
  const pages = contexts.flatMap(context => context.pages())
  for (const [n, page] of pages.entries()) {
    await page.screenshot({ path: join(folder, `${name}-${n + 1}.png`), fullPage: true }).catch(() => undefined)
  }
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('The journey has not begun: use it inside tests')
  return thing
}
