import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { createViews } from './views.ts'

const views = createViews({
  paths: [join(projectFolder, 'src/web'), join(projectFolder, 'node_modules/govuk-frontend/dist')],
})
const payload = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`
const layout = {
  serviceName: 'Throughline',
  lang: 'en',
  nonce: 'abc',
  assets: { css: '/a.css', js: '/a.js', icon: '/i.svg' },
  user: { name: payload, agency: payload, purpose: payload },
  nav: [{ href: '/', text: payload, current: true, active: false }],
  csrf: 'token',
  demonstration: true,
  embeddedDatabase: true,
  canary: { text: payload },
}

describe('views', () => {
  it('escape whatever a name holds, in the layout and in a page', () => {
    const html = views.render('pages/errors/page.njk', {
      layout,
      pageTitle: payload,
      hasErrors: true,
      lines: [payload],
      fields: [{ field: payload, message: payload }],
      reference: payload,
    })
    expect(html).not.toContain('<script>alert')
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('refuse a template that prints what the model lacks', () => {
    expect(() =>
      views.render('pages/errors/page.njk', { layout, pageTitle: 'x', lines: [undefined], fields: [] }),
    ).toThrow(/undefined/)
  })

  it('hold no style attribute and no script without the nonce, which the policy would stop', () => {
    const html = views.render('pages/help/index.njk', { layout, pageTitle: 'Help' })
    expect(html).not.toMatch(/\sstyle=/)
    expect(html.match(/<script(?! nonce="abc"| type="module" src=)/g)).toBeNull()
  })
})
