import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Action, allows } from '#domain/access.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { receivers, referralReasons } from '#services/referral-rules.ts'
import { answerReferral, openReferrals, sendReferral } from '#services/referrals.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { agencyItems } from '../agencies.ts'
import { partsOf } from '../parts.ts'
import {
  RECEIVER_WORDS,
  receiverCommandFrom,
  ReceiverForm,
  SENDER_WORDS,
  senderCommandFrom,
  SenderForm,
} from './form.ts'
import { referralsPage } from './view.ts'

interface Opened extends Named {
  readonly Querystring: { readonly on?: string }
}

/** GET and POST /people/:id/referrals — referrals to and from the reader's agency; POST …/answers is for the agency to which somebody is referred. */
export const referralPages: FastifyPluginAsync = async app => {
  const read = { schema: NAMED, config: { action: 'referral.read' } } as const
  app.get<Opened>('/people/:id/referrals', read, (request, reply) => show(request, reply, {}))

  const send = { schema: NAMED, config: { action: 'referral.send', form: SENDER_WORDS.labels } } as const
  app.post<Opened>('/people/:id/referrals', send, (request, reply) =>
    takeForm(request, reply, {
      form: SenderForm,
      words: SENDER_WORDS,
      command: senderCommandFrom,
      work: async command => {
        await unitOfWork(app.database, request.who(), ctx => sendReferral(ctx, request.params.id, command))
        return `/people/${request.params.id}/referrals`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )

  const answer = { schema: NAMED, config: { action: 'referral.answer', form: RECEIVER_WORDS.labels } } as const
  app.post<Opened>('/people/:id/referrals/answers', answer, (request, reply) =>
    takeForm(request, reply, {
      form: ReceiverForm,
      words: RECEIVER_WORDS,
      command: receiverCommandFrom,
      work: async command => {
        await unitOfWork(app.database, request.who(), ctx => answerReferral(ctx, request.params.id, command))
        return `/people/${request.params.id}/referrals`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )
}

async function show(
  request: FastifyRequest<Opened>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const who = request.who()
  const { id } = request.params
  const on = parsePlainDate(request.query.on ?? '')
  const model = await unitOfWork(request.server.database, who, async ctx => {
    const file = await openReferrals(ctx, id, on.ok ? on.value : undefined)
    const may = (action: Action) => allows(who.actor, action, ownSubject(ctx, 'person', id), who.purpose)
    return referralsPage({
      file,
      agency: await agencyDirectory(ctx),
      ownAgency: who.actor.agency,
      may: { send: may('referral.send'), answer: may('referral.answer') },
      choices: {
        services: file.services,
        reasons: referralReasons(),
        agencies: agencyItems(
          receivers(who.now).filter(({ code }) => code !== who.actor.agency),
          who.actor.agency,
        ),
      },
      typed: sent.typed ?? {},
      errors: sent.errors ?? NO_ERRORS,
      conflict: sent.conflict,
      now: who.now,
      parts: partsOf(who, id, '/referrals'),
    })
  })
  return render(reply, 'pages/people/referrals/page.njk', model, status)
}
