import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { councilFor } from '#domain/case/nrm-rules.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { takers } from '#services/case-rules.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { changeNrm, openNrm, openSection } from '#services/nrm.ts'
import { nrmReasons, responders } from '#services/nrm-rules.ts'
import '#http/augment.ts'
import { NO_ERRORS, notTaken, readForm, type Sent, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { partsOf } from '../parts.ts'
import { NRM_WORDS, NrmForm, nrmCommandFrom, SECTION_WORDS, sectionFrom, SectionForm } from './form.ts'
import { packPdf } from './pack-pdf.ts'
import { packPage } from './pack.ts'
import { nrmPage, sectionPage } from './view.ts'

interface Opened extends Named {
  readonly Querystring: { readonly on?: string }
}

interface OfSection {
  readonly Params: Named['Params'] & { readonly section: string }
}

const SECTION = {
  params: {
    type: 'object',
    required: ['id', 'section'],
    properties: { id: { type: 'string', format: 'uuid' }, section: { type: 'string', maxLength: 60 } },
  },
} as const

/** GET and POST /people/:id/nrm — the referral to the NRM; …/sections/:section writes the form; …/pack and …/pack.pdf give every field. */
export const nrmPages: FastifyPluginAsync = async app => {
  const read = { schema: NAMED, config: { action: 'nrm.read' } } as const
  app.get<Opened>('/people/:id/nrm', read, (request, reply) => show(request, reply, {}))

  const change = { schema: NAMED, config: { action: 'nrm.change', form: NRM_WORDS.labels } } as const
  app.post<Opened>('/people/:id/nrm', change, (request, reply) =>
    takeForm(request, reply, {
      form: NrmForm,
      words: NRM_WORDS,
      command: nrmCommandFrom,
      work: async command => {
        await unitOfWork(app.database, request.who(), ctx => changeNrm(ctx, request.params.id, command))
        return `/people/${request.params.id}/nrm`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )

  const section = { schema: SECTION, config: { action: 'nrm.change' } } as const
  app.get<OfSection>('/people/:id/nrm/sections/:section', section, (request, reply) => showSection(request, reply, {}))

  const labels = Object.fromEntries(
    app.reference.nrm.fields.flatMap(({ code, label }) => [
      [code, label],
      [`held-${code}`, `Why it is held back: ${label}`],
    ]),
  )
  const write = {
    schema: SECTION,
    config: { action: 'nrm.change', form: { ...SECTION_WORDS.labels, ...labels } },
  } as const
  app.post<OfSection>('/people/:id/nrm/sections/:section', write, async (request, reply) => {
    const { id, section: code } = request.params
    const form = readForm(SectionForm, request.body, SECTION_WORDS)
    const who = request.who()
    const { next, section: opened } = await unitOfWork(app.database, who, ctx => openSection(ctx, id, code))
    const { answers, heldBack } = sectionFrom(
      opened.fields.map(field => field.code),
      typeof request.body === 'object' && request.body !== null ? { ...request.body } : {},
    )
    const typed = {
      ...answers,
      ...Object.fromEntries(Object.entries(heldBack).map(([key, why]) => [`held-${key}`, why])),
    }
    if (!form.ok) return showSection(request, reply, { typed, errors: form.errors }, 422)
    const command = { kind: 'save', section: code, ...form.value, answers, heldBack } as const
    try {
      await unitOfWork(app.database, who, ctx => changeNrm(ctx, id, command))
      const to = next === undefined ? '' : `/sections/${next}`
      return await reply.redirect(`/people/${id}/nrm${to}`, 303)
    } catch (error) {
      return showSection(request, reply, ...notTaken(error, typed))
    }
  })

  app.get<Opened>('/people/:id/nrm/pack', read, async (request, reply) =>
    render(reply, 'pages/people/nrm/pack.njk', await packOf(request)),
  )

  app.get<Opened>('/people/:id/nrm/pack.pdf', read, async (request, reply) => {
    const pack = await packOf(request)
    return reply
      .type('application/pdf')
      .header('content-disposition', 'attachment; filename="nrm-pack.pdf"')
      .send(packPdf(pack, new Date(request.who().now)))
  })
}

function packOf(request: FastifyRequest<Opened>) {
  const who = request.who()
  return unitOfWork(request.server.database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    return packPage(await openNrm(ctx, request.params.id, dayOf(request)), agency, who.now)
  })
}

function dayOf({ query }: FastifyRequest<Opened>) {
  const on = parsePlainDate(query.on ?? '')
  return on.ok ? on.value : undefined
}

async function show(
  request: FastifyRequest<Opened>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const who = request.who()
  const { id } = request.params
  const model = await unitOfWork(request.server.database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    const nrm = await openNrm(ctx, id, dayOf(request))
    const council = councilFor(nrm.person)
    return nrmPage({
      nrm,
      agency,
      mayChange: allows(who.actor, 'nrm.change', ownSubject(ctx, 'person', id), who.purpose),
      choices: {
        responders: responders(
          who.now,
          [nrm.person.lead, nrm.person.host].filter(one => one !== undefined),
        ),
        councils: council === undefined ? takers(who.now) : [],
        council: council === undefined ? 'the local authority' : agency(council).name,
        routes: nrm.routes,
        reasons: nrmReasons,
      },
      typed: sent.typed ?? {},
      errors: sent.errors ?? NO_ERRORS,
      conflict: sent.conflict,
      now: who.now,
      parts: partsOf(who, id, '/nrm'),
    })
  })
  return render(reply, 'pages/people/nrm/page.njk', model, status)
}

async function showSection(
  request: FastifyRequest<OfSection>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const { id, section } = request.params
  const typed: Typed = sent.typed ?? {}
  const model = await unitOfWork(request.server.database, request.who(), async ctx => {
    const agency = await agencyDirectory(ctx)
    return sectionPage(await openSection(ctx, id, section), agency, typed, sent.errors ?? NO_ERRORS, sent.conflict)
  })
  return render(reply, 'pages/people/nrm/section.njk', model, status)
}
