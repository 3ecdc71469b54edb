import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Draft } from '#http/draft.ts'
import type { Failure } from '#http/problem.ts'
import '#http/augment.ts'
import { draftModel } from '../../draft.ts'
import { pageHtml } from '../page.ts'
import { signInModel } from '../sign-in/model.ts'
import { safeNext } from '../sign-in/view.ts'
import { againButton, errorPage } from './view.ts'

/** A failure as a page. What was written in a form is kept on it; whoever must sign in first does so there, and then goes on. */
export async function failurePage(request: FastifyRequest, failure: Failure, draft?: Draft): Promise<string> {
  if (failure.code === 'sign-in-required')
    return pageHtml(request, 'pages/sign-in/page.njk', await signInModel(request.server, { next: '/', draft }))
  const sent = draft !== undefined && failure.code === 'idempotency-conflict' ? underNewKey(draft) : draft
  const model = sent && draftModel(sent, request.server.reference, againButton(failure))
  const page = errorPage(failure, model, sent && pageOfForm(request))
  return pageHtml(request, 'pages/errors/page.njk', page, { failed: true })
}

/** The key stands for what was stored under it. */
function underNewKey(draft: Draft): Draft {
  return {
    ...draft,
    fields: draft.fields.map(field => (field.name === 'key' ? { ...field, value: randomUUID() } : field)),
  }
}

/** The page that the form was on, as the browser says. */
function pageOfForm({ headers: { referer } }: FastifyRequest): string | undefined {
  if (referer === undefined || !URL.canParse(referer)) return undefined
  const { pathname, search } = new URL(referer)
  return safeNext(pathname + search)
}
