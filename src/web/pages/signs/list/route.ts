import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { listQuestionsOwed } from '#services/sign-questions.ts'
import { listOwed } from '#services/signs.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { owedPage } from './view.ts'

/** GET /signs — signs and questions that wait for an answer of the reader's agency. */
export const owedSignPages: FastifyPluginAsync = async app => {
  app.get('/signs', { config: { action: 'sign.list' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const signs = await listOwed(ctx)
      const questions = await listQuestionsOwed(ctx)
      const name = (code: string) => agency(code).name
      return owedPage({ signs, questions, reference: app.reference, name, now: who.now })
    })
    return render(reply, 'pages/signs/list/page.njk', model)
  })
}
