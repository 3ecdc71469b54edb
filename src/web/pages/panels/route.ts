import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { ITEM_KINDS } from '#domain/panel/panel.ts'
import { Problem } from '#domain/problem.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { type Context, ownSubject, unitOfWork } from '#services/context.ts'
import { openPanelPapers } from '#services/panel-papers.ts'
import { changePanel, openCall, openItemToWrite, openPanel, openPanelAction, openToWrite } from '#services/panels.ts'
import { planAgencies } from '#services/plans.ts'
import { findPeople } from '#services/search.ts'
import '#http/augment.ts'
import { formErrors, NO_ERRORS, notTaken, readForm, type Sent } from '../../form.ts'
import { NAMED, type Named } from '../../named.ts'
import { type PageModel, render } from '../page.ts'
import { docPdf } from '../people/meetings/doc-pdf.ts'
import type { MeetingDoc } from '../people/meetings/minutes.ts'
import { minutesDoc, papersDoc } from './doc.ts'
import {
  callFrom,
  ITEM_MINUTES_WORDS,
  ItemMinutesForm,
  itemMinutesFrom,
  MINUTES_WORDS,
  MinutesForm,
  minutesFrom,
  PANEL_WORDS,
  panelCommandFrom,
  PanelForm,
} from './form.ts'
import { panelPage, type PanelView } from './show/view.ts'
import { actionPage, callPage, itemMinutesPage, minutesPage, putPage } from './write/view.ts'

interface Put extends Named {
  readonly Querystring: { readonly about?: string; readonly q?: string }
}

interface OfItem {
  readonly Params: Named['Params'] & { readonly item: string }
}

const ITEM = {
  params: {
    type: 'object',
    required: ['id', 'item'],
    properties: { id: { type: 'string', format: 'uuid' }, item: { type: 'string', format: 'uuid' } },
  },
} as const

const labels = PANEL_WORDS.labels

/** GET and POST /panels/new — call a panel. */
export const newPanelPages: FastifyPluginAsync = async app => {
  const config = { action: 'panel.call', form: labels } as const
  const show = async (request: FastifyRequest, reply: FastifyReply, sent: Sent, status = 200) =>
    render(
      reply,
      WRITE,
      await unitOfWork(app.database, request.who(), async ctx =>
        callPage(openCall(ctx), await viewOf(ctx, request, sent), sent),
      ),
      status,
    )
  app.get('/panels/new', { config }, (request, reply) => show(request, reply, {}))
  app.post('/panels/new', { config }, async (request, reply) => {
    const form = readForm(PanelForm, request.body, PANEL_WORDS)
    const { typed } = form
    if (!form.ok) return show(request, reply, form, 422)
    const command = callFrom(form.value)
    if ('problems' in command) return show(request, reply, { typed, errors: formErrors(command.problems) }, 422)
    try {
      const panelId = await unitOfWork(app.database, request.who(), ctx => changePanel(ctx, command))
      return await reply.redirect(`/panels/${panelId}`, 303)
    } catch (error) {
      return show(request, reply, ...notTaken(error, typed))
    }
  })
}

/**
 * GET and POST /panels/:id — one panel, and the small forms about it and its items; …/put brings an item; …/items/:item/minutes and
 * …/minutes/new write minutes; …/minutes and …/papers are documents of the reader's agency, also as PDF.
 */
export const panelPages: FastifyPluginAsync = async app => {
  const read = { schema: NAMED, config: { action: 'panel.read' } } as const
  app.get<Named>('/panels/:id', read, (request, reply) => showPanel(request, reply, {}))

  const change = { schema: NAMED, config: { action: 'panel.change', form: labels } } as const
  app.post<Named>('/panels/:id', change, (request, reply) =>
    takePanelForm(request, reply, (sent, status) => showPanel(request, reply, sent, status)),
  )

  app.get<Put>('/panels/:id/put', change, (request, reply) => showPut(request, reply, {}))
  app.post<Put>('/panels/:id/put', change, (request, reply) =>
    takePanelForm(request, reply, (sent, status) => showPut(request, reply, sent, status)),
  )

  const writeItem = { schema: ITEM, config: { action: 'panel.change', form: ITEM_MINUTES_WORDS.labels } } as const
  app.get<OfItem>('/panels/:id/items/:item/minutes', writeItem, (request, reply) => showItemMinutes(request, reply, {}))
  app.post<OfItem>('/panels/:id/items/:item/minutes', writeItem, async (request, reply) => {
    const form = readForm(ItemMinutesForm, request.body, ITEM_MINUTES_WORDS)
    const { typed } = form
    if (!form.ok) return showItemMinutes(request, reply, form, 422)
    const { id, item } = request.params
    const command = itemMinutesFrom(form.value, id, item)
    if ('problems' in command)
      return showItemMinutes(request, reply, { typed, errors: formErrors(command.problems) }, 422)
    try {
      await unitOfWork(app.database, request.who(), ctx => changePanel(ctx, command))
      return await reply.redirect(`/panels/${id}#item-${item}`, 303)
    } catch (error) {
      const [sent, status] = notTaken(error, typed)
      return status === 409 ? showPanel(request, reply, sent, status) : showItemMinutes(request, reply, sent, status)
    }
  })

  const write = { schema: NAMED, config: { action: 'panel.change', form: MINUTES_WORDS.labels } } as const
  app.get<Named>('/panels/:id/minutes/new', write, (request, reply) => showMinutes(request, reply, {}))
  app.post<Named>('/panels/:id/minutes/new', write, async (request, reply) => {
    const form = readForm(MinutesForm, request.body, MINUTES_WORDS)
    const { typed } = form
    if (!form.ok) return showMinutes(request, reply, form, 422)
    const { id } = request.params
    const who = request.who()
    const { panel } = await unitOfWork(app.database, who, ctx => openToWrite(ctx, id))
    try {
      await unitOfWork(app.database, who, ctx => changePanel(ctx, minutesFrom(form.value, panel)))
      return await reply.redirect(`/panels/${id}`, 303)
    } catch (error) {
      const [sent, status] = notTaken(error, typed, { items: 'present1' })
      return status === 409 ? showPanel(request, reply, sent, status) : showMinutes(request, reply, sent, status)
    }
  })

  for (const kind of ['minutes', 'papers'] as const) {
    app.get<Named>(`/panels/:id/${kind}`, read, async (request, reply) =>
      render(reply, 'pages/people/meetings/doc.njk', await docOf(request, kind)),
    )
    app.get<Named>(`/panels/:id/${kind}.pdf`, read, async (request, reply) =>
      reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="panel-${kind}.pdf"`)
        .send(docPdf(await docOf(request, kind), new Date(request.who().now))),
    )
  }
}

/** GET and POST /panels/actions/:id — an action of the reader's agency, and whether it was done. */
export const panelActionPages: FastifyPluginAsync = async app => {
  const read = { schema: NAMED, config: { action: 'panel.read' } } as const
  app.get<Named>('/panels/actions/:id', read, (request, reply) => showAction(request, reply, {}))

  const change = { schema: NAMED, config: { action: 'panel.change', form: labels } } as const
  app.post<Named>('/panels/actions/:id', change, async (request, reply) => {
    const form = readForm(PanelForm, request.body, PANEL_WORDS)
    const { typed } = form
    if (!form.ok) return showAction(request, reply, form, 422)
    const { done, words = '' } = form.value
    const who = request.who()
    const actionId = request.params.id
    const { panel } = await unitOfWork(app.database, who, ctx => openPanelAction(ctx, actionId))
    const { panelId } = panel
    if (done === undefined) {
      const errors = formErrors([{ field: 'done', message: 'Say whether it was done' }])
      return showAction(request, reply, { typed, errors }, 422)
    }
    const command = { kind: 'answer', panelId, actionId, done: done === 'yes', words } as const
    try {
      await unitOfWork(app.database, who, ctx => changePanel(ctx, command))
      return await reply.redirect(`/panels/actions/${actionId}`, 303)
    } catch (error) {
      return showAction(request, reply, ...notTaken(error, typed))
    }
  })
}

const WRITE = 'pages/panels/write/page.njk'

type Show = (sent: Sent, status: number) => Promise<FastifyReply>

async function takePanelForm(request: FastifyRequest<Named>, reply: FastifyReply, show: Show): Promise<FastifyReply> {
  const form = readForm(PanelForm, request.body, PANEL_WORDS)
  const { typed } = form
  if (!form.ok) return show(form, 422)
  const { id } = request.params
  const { database } = request.server
  const who = request.who()
  const { panel } = await unitOfWork(database, who, ctx => openToWrite(ctx, id))
  const command = panelCommandFrom(form.value, panel)
  if ('problems' in command) return show({ typed, errors: formErrors(command.problems) }, 422)
  try {
    await unitOfWork(database, who, ctx => changePanel(ctx, command))
    const item = 'itemId' in command && command.itemId !== undefined ? `#item-${command.itemId}` : ''
    return await reply.redirect(`/panels/${id}${item}`, 303)
  } catch (error) {
    return show(...notTaken(error, typed))
  }
}

async function viewOf(ctx: Context, request: FastifyRequest, sent: Sent): Promise<PanelView> {
  const { actor, purpose, now } = request.who()
  return {
    agency: await agencyDirectory(ctx),
    agencies: planAgencies(),
    ownAgency: actor.agency,
    mayChange: allows(actor, 'panel.change', ownSubject(ctx, 'panel'), purpose),
    now,
    typed: sent.typed ?? {},
    errors: sent.errors ?? NO_ERRORS,
    conflict: sent.conflict,
  }
}

/** A page of a panel; the panel itself where there is nothing to show, since it was done already. */
async function page(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  template: string,
  sent: Sent,
  status: number,
  work: (ctx: Context, view: PanelView) => Promise<PageModel | undefined>,
): Promise<FastifyReply> {
  const model = await unitOfWork(request.server.database, request.who(), async ctx =>
    work(ctx, await viewOf(ctx, request, sent)),
  )
  if (model === undefined) return reply.redirect(`/panels/${request.params.id}`, 303)
  return render(reply, template, model, status)
}

function showPanel(request: FastifyRequest<Named>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id } = request.params
  return page(request, reply, 'pages/panels/show/page.njk', sent, status, async (ctx, view) =>
    panelPage(await openPanel(ctx, id), view),
  )
}

function showPut(request: FastifyRequest<Put>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id } = request.params
  const about = ITEM_KINDS.find(kind => kind === (sent.typed?.['about'] ?? request.query.about)) ?? 'child'
  const q = String(sent.typed?.['q'] ?? request.query.q ?? '')
  return page(request, reply, WRITE, sent, status, async (ctx, view) => {
    const open = await openToWrite(ctx, id)
    const sought = about === 'child' && q !== '' ? { q, found: await findPeople(ctx, q) } : undefined
    return putPage(open, about, sought, view, sent)
  })
}

/** Minutes that are written are shown instead. */
function showItemMinutes(request: FastifyRequest<OfItem>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id, item: itemId } = request.params
  return page(request, reply, WRITE, sent, status, async (ctx, view) => {
    const open = await openItemToWrite(ctx, id, itemId)
    const may = open.itemMoves.get(itemId)?.includes('minute-item') === true
    return may ? itemMinutesPage(open, open.item, view, sent) : undefined
  })
}

/** Minutes that are written are shown instead. */
function showMinutes(request: FastifyRequest<Named>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id } = request.params
  return page(request, reply, WRITE, sent, status, async (ctx, view) => {
    const open = await openToWrite(ctx, id)
    return open.moves.includes('minute') ? minutesPage(open, view, sent) : undefined
  })
}

function showAction(request: FastifyRequest<Named>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id } = request.params
  return page(request, reply, WRITE, sent, status, async (ctx, view) => {
    const open = await openPanelAction(ctx, id)
    return actionPage(open, open.item, open.action, view, sent)
  })
}

/** Throws Problem 'not-found' for minutes that are not written. */
function docOf(request: FastifyRequest<Named>, kind: 'minutes' | 'papers'): Promise<MeetingDoc> {
  const { server, params } = request
  const who = request.who()
  return unitOfWork(server.database, who, async ctx => {
    const words = {
      ownAgency: who.actor.agency,
      agency: await agencyDirectory(ctx),
      reference: server.reference,
      now: who.now,
    }
    const doc =
      kind === 'papers'
        ? papersDoc(await openPanelPapers(ctx, params.id), words)
        : minutesDoc(await openPanel(ctx, params.id), words)
    if (doc === undefined) throw new Problem('not-found')
    return doc
  })
}
