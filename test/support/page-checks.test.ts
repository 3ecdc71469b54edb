import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browser } from './browser.ts'
import { closeFaults, pageFaults } from './page-checks.ts'

let chromium: Browser
let page: Page
beforeAll(async () => {
  chromium = await browser()
  page = await chromium.newPage({ viewport: { width: 1280, height: 900 }, baseURL: 'http://here.invalid' })
})
afterAll(() => chromium.close())

const SKIP = '<a href="#main" class="skip">Skip to main content</a>'

/** Show a page that is right but for what is in it. */
async function show(main: string, { styles = '', skip = SKIP, title = 'A page – Throughline' } = {}): Promise<void> {
  const body = `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
    <style>a, button, input { display: inline-block; min-height: 44px; min-width: 44px } ${styles}</style></head>
    <body>${skip}<header><a href="/">Throughline</a></header><main id="main" tabindex="-1"><h1>A page</h1>${main}</main><footer>Foot</footer></body></html>`
  await page.unroute('**/*')
  await page.route('**/*', route => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }))
  await page.goto('/page')
}

const FORM = `<p>Say <a href="/more">more</a>.</p>
  <form action="/send" aria-label="Send"><label for="name">Name</label><input id="name"><label for="day">Day</label><input id="day" type="date">
  <fieldset><legend>Which?</legend><label><input type="radio" name="which" value="a">A</label><label><input type="radio" name="which" value="b">B</label></fieldset>
  <details><summary>Fold</summary><a href="/in-the-fold">In the fold</a></details><button>Send</button></form>`

describe('the close look at a page', () => {
  it('finds nothing in a page that is right', async () => {
    await show(FORM)
    expect(await closeFaults(page)).toEqual([])
    expect(page.viewportSize()).toEqual({ width: 1280, height: 900 })
  })

  it.each([
    [
      'a focus that cannot be seen',
      FORM,
      { styles: '#name:focus { outline: none }' },
      /focus cannot be seen on input "name"/,
    ],
    [
      'what comes before its turn',
      '<button tabindex="3">Late</button>',
      {},
      /Tab goes to button "Late" before its turn/,
    ],
    [
      'what holds the focus',
      `<input aria-label="Trap" onkeydown="event.key === 'Tab' && event.preventDefault()"><button>After</button>`,
      {},
      /Tab is held after input/,
    ],
    [
      'what sends the focus elsewhere',
      `<button onfocus="document.getElementById('last').focus()">One</button><button>Two</button><button id="last">Three</button>`,
      {},
      /Tab goes to button "Three" where button "One" comes next/,
    ],
    ['a missing way past the header', FORM, { skip: '' }, /the first stop is a "Throughline"/],
    [
      'a way past the header that leads nowhere',
      FORM,
      { skip: '<a href="#nowhere">Skip to main content</a>' },
      /skipping to the main part comes to a "Throughline"/,
    ],
    [
      'what is wider than a phone',
      '<p style="width: 500px">Wide</p>',
      {},
      /at 400%: scrolls sideways by \d+ pixels for p "Wide"/,
    ],
    [
      'what has no room for text further apart',
      '<p style="height: 3em; line-height: 1; overflow: hidden">Some words that just fit in these lines as long as they stay close.</p>',
      {},
      /with text further apart: cuts off p/,
    ],
    [
      'what has no room for larger text',
      '<p style="height: 24px; overflow: hidden">Words</p>',
      {},
      /with text twice as large: cuts off p "Words"/,
    ],
    [
      'what a picture cuts off',
      '<svg width="60" height="20" role="img" aria-label="Axis"><text x="50" y="15">2026-12</text></svg>',
      {},
      /cuts off text "2026-12"/,
    ],
    ['a button without a name', '<button></button>', {}, /a button has no name/],
    ['a table without a name', '<table><tr><th>A</th></tr><tr><td>1</td></tr></table>', {}, /a table has no name/],
    [
      'fields that belong together without a name',
      '<fieldset><label>A <input></label></fieldset>',
      {},
      /a group of fields has no name/,
    ],
    [
      'one name for two places',
      '<a href="/one">Change</a> <a href="/two">Change</a>',
      {},
      /links called "Change" lead to http:\/\/here.invalid\/one and to http:\/\/here.invalid\/two/,
    ],
    ['headings that jump', '<h3>Part</h3>', {}, /headings jump from 1 to 3/],
    ['a title of another page', FORM, { title: 'Another – Throughline' }, /is not of the heading "A page"/],
  ])('finds %s', async (_, main, more, fault) => {
    await show(main, more)
    expect((await closeFaults(page)).join('\n')).toMatch(fault)
  })

  it('lets two links of one name pass that lead to one place, or say more in their description', async () => {
    await show(
      `<p id="of">Of Ana</p><a href="/one">Change</a> <a href="/one">Change</a> <a href="/two" aria-describedby="of">Change</a>`,
    )
    expect(await closeFaults(page)).toEqual([])
  })
})

describe('the look at every page', () => {
  it.each([
    ['a target too small to hit', '<button class="small">a</button><button class="small">b</button>', /target-size/],
    [
      'errors of which the title says nothing',
      '<p class="govuk-error-message">Wrong</p>',
      /there are errors, and the title is "A page/,
    ],
    [
      'errors of which nobody is told',
      '<p class="govuk-error-message">Wrong</p>',
      /there are errors, and nobody is told of them/,
    ],
  ])('finds %s', async (_, main, fault) => {
    await show(main, {
      styles: '.small { min-width: 0; min-height: 0; width: 12px; height: 12px; padding: 0; margin: 0 }',
    })
    expect((await pageFaults(page)).join('\n')).toMatch(fault)
  })
})
