import type { FastifyPluginAsync } from 'fastify'
import { render } from '../page.ts'
import { type SpotIndexPage, spotPages } from './spot.ts'

/** Help that anybody may read, by address. */
const PAGES: readonly { readonly url: string; readonly template: string; readonly pageTitle: string }[] = [
  { url: '/help', template: 'index', pageTitle: 'Help' },
  { url: '/help/words', template: 'words', pageTitle: 'Words we use' },
  { url: '/help/linking', template: 'linking', pageTitle: 'How records are linked' },
  { url: '/help/privacy', template: 'privacy', pageTitle: 'What is recorded' },
  { url: '/help/accessibility', template: 'accessibility', pageTitle: 'Accessibility statement' },
]

/** GET /help and the pages beneath it; those to spot the signs are made from the reference data. */
export const helpRoutes: FastifyPluginAsync = async app => {
  for (const { url, template, pageTitle } of PAGES) {
    app.get(url, { config: { action: 'public' } }, async (_request, reply) =>
      render(reply, `pages/help/${template}.njk`, { pageTitle }),
    )
  }
  const pages = spotPages(app.reference)
  const index: SpotIndexPage = { pageTitle: 'Spot the signs', pages }
  app.get('/help/spot-the-signs', { config: { action: 'public' } }, async (_request, reply) =>
    render(reply, 'pages/help/spot-the-signs.njk', index),
  )
  for (const page of pages) {
    app.get(`/help/spot-the-signs/${page.code}`, { config: { action: 'public' } }, async (_request, reply) =>
      render(reply, 'pages/help/spot-page.njk', page),
    )
  }
}
