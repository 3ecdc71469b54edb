import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openPerson } from '#services/people.ts'
import { askToShare, gatewaysFor, listSharing } from '#services/sharing.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, NO_ERRORS, readForm, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { askPage } from './view.ts'

const AskForm = Type.Object({
  agency: Type.String({ maxLength: 60 }),
  reason: Type.String({ maxLength: 2000 }),
  gateway: Type.String({ maxLength: 60 }),
  days: Type.Integer(),
})

const WORDS = {
  labels: {
    agency: 'the agency',
    reason: 'why you need to see them',
    gateway: 'the legal basis',
    days: 'number of days',
  },
  messages: {
    'reason.required': 'Say why you need to see them',
    'gateway.required': 'Choose the legal basis',
    'days.type': 'Say for how many days, in figures',
    'agency.required': 'Choose the agency whose records you need',
  },
}

/** What was sent, and why it was not taken; `askedAlready` is an agency that others of one's own have asked. */
interface NotTaken {
  readonly typed: Typed
  readonly errors?: FormErrors
  readonly askedAlready?: AgencyId
}

/** POST /people/:id/shares — ask an agency for what it holds of the person. */
export const askPages: FastifyPluginAsync = async app => {
  app.post<Named>(
    '/people/:id/shares',
    { schema: NAMED, config: { action: 'share.ask', form: WORDS.labels } },
    async (request, reply) => {
      const form = readForm(AskForm, request.body, WORDS)
      const { typed } = form
      if (!form.ok) return again(request, reply, { typed, errors: form.errors })
      const { agency, ...terms } = form.value
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether there is such an agency is checked with what it holds
      const asked = { ...terms, holder: agency as AgencyId }
      try {
        const id = await unitOfWork(app.database, request.who(), ctx => askToShare(ctx, request.params.id, asked))
        return await reply.redirect(`/shares/${id}`, 303)
      } catch (error) {
        if (error instanceof Problem && error.code === 'already-answered')
          return again(request, reply, { typed, askedAlready: asked.holder })
        return again(request, reply, { typed, errors: errorsOf(error) })
      }
    },
  )
}

/** What was typed is shown again only to those who may open the person; beside it, the request that a colleague made meanwhile. */
async function again(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  { typed, errors = NO_ERRORS, askedAlready }: NotTaken,
): Promise<FastifyReply> {
  const who = request.who()
  const model = await unitOfWork(request.server.database, who, async ctx => {
    const { personId } = await openPerson(ctx, request.params.id)
    const agency = await agencyDirectory(ctx)
    const open = askedAlready === undefined ? [] : await listSharing(ctx, 'open')
    const theirs = open.find(one => one.personId === personId && one.holder === askedAlready && one.side === 'asker')
    const bases = gatewaysFor(ctx)
    return askPage({
      personId,
      agencyName: code => agency(code).name,
      bases,
      typed,
      errors,
      askedAlready: askedAlready !== undefined,
      theirs,
      now: who.now,
    })
  })
  return render(reply, 'pages/shares/ask/page.njk', model, askedAlready === undefined ? 422 : 409)
}
