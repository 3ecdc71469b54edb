import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Purpose } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import '#http/augment.ts'
import { isGuestPage } from '#http/guest-page.ts'
import type { Assets } from '../assets.ts'
import { type DraftModel, draftModel } from '../draft.ts'
import { destinationsFor, type NavItem, mainNav } from '../nav.ts'
import type { Views } from '../views.ts'

/** What every page's view-model has at least. */
export interface PageModel {
  readonly pageTitle: string
  /** Puts "Error: " before the title of the window. */
  readonly hasErrors?: boolean
  /** Language of the page, where it is not English. */
  readonly lang?: string
}

/** The red banner of a page when alerting has failed. */
export interface Canary {
  readonly text: string
  readonly href?: string
}

/** What all pages share; set once when the server is built. */
export interface PageSetting {
  readonly views: Views
  readonly assets: Assets
  /** Whether the banner of a demonstration is shown and ready users may be signed in as. */
  readonly demonstration: boolean
  readonly embeddedDatabase: boolean
  readonly secureCookies: boolean
  readonly sessionHours: number
  /** Words for each purpose, in the order that the sign-in page offers. */
  readonly purposes: readonly PurposeWords[]
  /** What is wrong with alerting for an agency, if something is. */
  readonly canary?: (agency: AgencyId) => Promise<Canary | undefined>
}

/** A purpose as the sign-in page words it. */
export interface PurposeWords {
  readonly code: Purpose
  readonly label: string
  readonly description: string
}

/** What layout.njk prints around a page. */
export interface LayoutModel {
  readonly serviceName: string
  readonly lang: string
  readonly nonce: string
  readonly assets: Assets['urls']
  readonly user: { readonly name: string; readonly agency: string; readonly purpose: string } | undefined
  readonly csrf: string
  readonly nav: readonly NavItem[]
  readonly demonstration: boolean
  readonly embeddedDatabase: boolean
  readonly canary: Canary | undefined
  /** The page is one of a guest, whose phone may be in other hands: nothing on it, in its title or its icon says what the service is for. */
  readonly plain: boolean
  /** What the reader wrote while somebody else was quicker; only on the page that says so. */
  readonly written: DraftModel | undefined
}

/** What a page needs to wait for. */
interface Awaited {
  readonly canary?: Canary | undefined
  readonly written?: DraftModel | undefined
  /** What failed is nowhere in the navigation: a refusal looks as what is not there, at whatever address. */
  readonly failed?: boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly pageSetting: PageSetting
  }
}

const SERVICE_NAME = 'Throughline'
const CONFLICT = 409

/** Give pages what they share. */
export function installPages(app: FastifyInstance, setting: PageSetting): void {
  app.decorate('pageSetting', setting)
}

/** Answer with a page: the template, its view-model, and the layout around it. Templates read `layout.csrf` for their forms. */
export async function render(
  reply: FastifyReply,
  template: string,
  model: PageModel,
  status = 200,
): Promise<FastifyReply> {
  const { request } = reply
  const { pageSetting, reference } = reply.server
  const { signedIn } = request
  const staff = isGuestPage(request) ? undefined : signedIn
  const canary = staff && (await pageSetting.canary?.(staff.actor.agency))
  const draft = status === CONFLICT ? await request.draft() : undefined
  const written = draft && draftModel(draft, reference)
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(pageHtml(request, template, model, { canary, written }))
}

/** A page as HTML, for the error handler, which asks the database for nothing. */
export function pageHtml(request: FastifyRequest, template: string, model: PageModel, awaited: Awaited = {}): string {
  const { pageSetting } = request.server
  return pageSetting.views.render(template, { ...model, layout: layoutOf(request, awaited) })
}

function layoutOf(request: FastifyRequest, { canary, written, failed = false }: Awaited): LayoutModel {
  const { server, signedIn } = request
  const { assets, demonstration, embeddedDatabase, purposes } = server.pageSetting
  const shared = {
    serviceName: SERVICE_NAME,
    plain: isGuestPage(request),
    lang: 'en',
    nonce: request.scriptNonce,
    assets: assets.urls,
    demonstration,
    embeddedDatabase,
    canary,
    written,
  }
  if (signedIn === undefined) return { ...shared, user: undefined, csrf: '', nav: [] }
  const { actor, agencyName, purpose, csrf } = signedIn
  if (shared.plain) return { ...shared, user: undefined, csrf, nav: [] }
  const exists = (url: string) => server.hasRoute({ method: 'GET', url })
  const path = failed ? '' : pathOf(request)
  return {
    ...shared,
    user: {
      name: actor.name,
      agency: agencyName,
      purpose: purposes.find(({ code }) => code === purpose)?.label ?? purpose,
    },
    csrf,
    nav: mainNav(actor.roles, destinationsFor({ roles: actor.roles, purpose }, exists), path),
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}
