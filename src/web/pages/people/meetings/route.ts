import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { Problem } from '#domain/problem.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { type Context, ownSubject, unitOfWork } from '#services/context.ts'
import { changeMeeting, openMeeting, openMeetings, openToMinute } from '#services/meetings.ts'
import { openPapers } from '#services/meeting-papers.ts'
import { planAgencies } from '#services/plans.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { partsOf } from '../parts.ts'
import { docPdf } from './doc-pdf.ts'
import { MEETING_WORDS, meetingCommandFrom, MeetingForm, MinutesForm, minutesFrom, MINUTES_WORDS } from './form.ts'
import { type MeetingDoc, minutesDoc, papersDoc } from './minutes.ts'
import { meetingPage, meetingsPage, type MeetingView } from './view.ts'
import { writePage } from './write.ts'

interface Opened extends Named {
  readonly Querystring: { readonly on?: string }
}

interface OfMeeting {
  readonly Params: Named['Params'] & { readonly meeting: string }
  readonly Querystring: { readonly on?: string }
}

const MEETING = {
  params: {
    type: 'object',
    required: ['id', 'meeting'],
    properties: { id: { type: 'string', format: 'uuid' }, meeting: { type: 'string', format: 'uuid' } },
  },
} as const

/** What a form calls the fields that the service names otherwise. */
const FIELDS = { to: 'asked' }

/**
 * GET and POST /people/:id/meetings — meetings about a child, and calling one; …/:meeting shows one and takes answers; …/minutes/new writes
 * the minutes; …/minutes and …/papers are documents, also as PDF.
 */
export const meetingPages: FastifyPluginAsync = async app => {
  const all = { schema: NAMED, config: { action: 'meeting.read' } } as const
  app.get<Opened>('/people/:id/meetings', all, (request, reply) => showAll(request, reply, {}))

  const call = { schema: NAMED, config: { action: 'meeting.change', form: MEETING_WORDS.labels } } as const
  app.post<Opened>('/people/:id/meetings', call, (request, reply) => {
    const { id } = request.params
    return takeForm(request, reply, {
      form: MeetingForm,
      words: MEETING_WORDS,
      command: sent => meetingCommandFrom(sent),
      work: async command => {
        const { meeting } = await unitOfWork(app.database, request.who(), ctx => changeMeeting(ctx, id, command))
        return `/people/${id}/meetings/${meeting.meetingId}`
      },
      show: (sent, status) => showAll(request, reply, sent, status),
      fieldOf: FIELDS,
    })
  })

  const read = { schema: MEETING, config: { action: 'meeting.read' } } as const
  app.get<OfMeeting>('/people/:id/meetings/:meeting', read, (request, reply) => showOne(request, reply, {}))

  const change = { schema: MEETING, config: { action: 'meeting.change', form: MEETING_WORDS.labels } } as const
  app.post<OfMeeting>('/people/:id/meetings/:meeting', change, (request, reply) => {
    const { id, meeting: meetingId } = request.params
    return takeForm(request, reply, {
      form: MeetingForm,
      words: MEETING_WORDS,
      command: sent => meetingCommandFrom({ ...sent, meetingId }),
      work: async command => {
        await unitOfWork(app.database, request.who(), ctx => changeMeeting(ctx, id, command))
        return `/people/${id}/meetings/${meetingId}`
      },
      show: (sent, status) => showOne(request, reply, sent, status),
      fieldOf: FIELDS,
    })
  })

  const write = { schema: MEETING, config: { action: 'meeting.change', form: MINUTES_WORDS.labels } } as const
  app.get<OfMeeting>('/people/:id/meetings/:meeting/minutes/new', write, (request, reply) =>
    showForm(request, reply, {}),
  )

  app.post<OfMeeting>('/people/:id/meetings/:meeting/minutes/new', write, (request, reply) => {
    const { id, meeting: meetingId } = request.params
    const who = request.who()
    return takeForm(request, reply, {
      form: MinutesForm,
      words: MINUTES_WORDS,
      command: async sent => {
        const { meeting } = await unitOfWork(app.database, who, ctx => openToMinute(ctx, id, meetingId))
        return minutesFrom(sent, meeting)
      },
      work: async command => {
        await unitOfWork(app.database, who, ctx => changeMeeting(ctx, id, command))
        return `/people/${id}/meetings/${meetingId}`
      },
      show: (sent, status) => (status === 409 ? showOne : showForm)(request, reply, sent, status),
    })
  })

  for (const kind of ['minutes', 'papers'] as const) {
    app.get<OfMeeting>(`/people/:id/meetings/:meeting/${kind}`, read, async (request, reply) =>
      render(reply, 'pages/people/meetings/doc.njk', await docOf(request, kind)),
    )
    app.get<OfMeeting>(`/people/:id/meetings/:meeting/${kind}.pdf`, read, async (request, reply) =>
      reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${kind}.pdf"`)
        .send(docPdf(await docOf(request, kind), new Date(request.who().now))),
    )
  }
}

/** Throws Problem 'not-found' for minutes that are not written. */
function docOf(request: FastifyRequest<OfMeeting>, kind: 'minutes' | 'papers'): Promise<MeetingDoc> {
  const { server, params } = request
  const who = request.who()
  return unitOfWork(server.database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    const doc =
      kind === 'papers'
        ? papersDoc(await openPapers(ctx, params.id, params.meeting), {
            agency,
            reference: server.reference,
            now: who.now,
          })
        : minutesDoc(await openMeeting(ctx, params.id, params.meeting), agency)
    if (doc === undefined) throw new Problem('not-found')
    return doc
  })
}

function dayOf({ query }: FastifyRequest<Opened>) {
  const on = parsePlainDate(query.on ?? '')
  return on.ok ? on.value : undefined
}

async function viewOf(ctx: Context, request: FastifyRequest<Opened>, sent: Sent): Promise<MeetingView> {
  const who = request.who()
  const { id } = request.params
  return {
    agency: await agencyDirectory(ctx),
    reference: request.server.reference,
    agencies: planAgencies(),
    ownAgency: who.actor.agency,
    stepName,
    mayChange: allows(who.actor, 'meeting.change', ownSubject(ctx, 'person', id), who.purpose),
    now: who.now,
    typed: sent.typed ?? {},
    errors: sent.errors ?? NO_ERRORS,
    conflict: sent.conflict,
    parts: partsOf(who, id, '/meetings'),
  }
}

async function showAll(request: FastifyRequest<Opened>, reply: FastifyReply, sent: Sent, status = 200) {
  const model = await unitOfWork(request.server.database, request.who(), async ctx =>
    meetingsPage(await openMeetings(ctx, request.params.id, dayOf(request)), await viewOf(ctx, request, sent)),
  )
  return render(reply, 'pages/people/meetings/page.njk', model, status)
}

async function showOne(request: FastifyRequest<OfMeeting>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id, meeting } = request.params
  const model = await unitOfWork(request.server.database, request.who(), async ctx => {
    const open = await openMeeting(ctx, id, meeting, dayOf(request))
    const isToCome = open.asOf === ctx.now && open.meeting.minutes === undefined && open.meeting.cancelled === undefined
    const papers = isToCome ? await openPapers(ctx, id, meeting) : undefined
    return meetingPage(open, papers, await viewOf(ctx, request, sent))
  })
  return render(reply, 'pages/people/meetings/show.njk', model, status)
}

/** Minutes that are written are shown instead. */
async function showForm(request: FastifyRequest<OfMeeting>, reply: FastifyReply, sent: Sent, status = 200) {
  const { id, meeting } = request.params
  const model = await unitOfWork(request.server.database, request.who(), async ctx => {
    const open = await openToMinute(ctx, id, meeting)
    const may = open.moves.get(meeting)?.includes('minute') === true
    return may ? writePage(open, await agencyDirectory(ctx), sent.typed ?? {}, sent.errors ?? NO_ERRORS) : undefined
  })
  if (model === undefined) return reply.redirect(`/people/${id}/meetings/${meeting}`, 303)
  return render(reply, 'pages/people/meetings/write.njk', model, status)
}
