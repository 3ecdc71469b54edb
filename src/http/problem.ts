import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type FieldProblem, Problem, type ProblemCode, PROBLEMS } from '#domain/problem.ts'
import './augment.ts'
import { type Draft, hasWords } from './draft.ts'
import { GUEST_PAGE, isGuestPage } from './guest-page.ts'

/** Body of every refused API request: RFC 9457 problem details. */
export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'Names the kind of problem; stable' }),
    code: Type.String({ description: 'The same in one word' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String({ description: 'What is wrong here and what to do about it' })),
    requestId: Type.String({ description: 'Quote this when asking for help' }),
    fields: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), message: Type.String() }), { description: 'Each wrong field' }),
    ),
  },
  { title: 'Problem' },
)

/** A failure as it is told to the user. */
export interface Failure {
  readonly code: ProblemCode | 'internal'
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly fields: readonly FieldProblem[]
  readonly requestId: string
}

/** Prints a failure as a page, with what was written in the form that could not be taken. */
export type FailurePage = (request: FastifyRequest, failure: Failure, draft: Draft | undefined) => Promise<string>

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'not-found',
  413: 'too-large',
  429: 'too-many-requests',
  503: 'not-ready',
}

const CUT_OFF = 'The request could not be read. It may have been cut off on the way: send it again.'

/** Answer every failure: problem details under /api/, a page elsewhere. What is not expected becomes a 500 that says nothing but its request id. */
export function installProblems(app: FastifyInstance, page: FailurePage): void {
  app.setErrorHandler((thrown: unknown, request, reply) => {
    // Whoever hung up in the middle hears no answer, and nothing has failed here.
    const error = request.raw.errored ? new Problem('bad-request', CUT_OFF) : thrown
    return answer(request, reply, failureOf(error, request), page, error)
  })
  app.setNotFoundHandler((request, reply) =>
    answer(request, reply, failureOf(new Problem('not-found'), request), page, undefined),
  )
}

/** Whether a request is from a program, by where it knocks. */
export function isForApi(request: FastifyRequest): boolean {
  return request.url.startsWith('/api/') || request.url === '/health'
}

/** What to tell the user about an error. */
export function failureOf(error: unknown, request: { readonly id: string }): Failure {
  const problem = toProblem(error)
  if (problem === undefined) {
    return {
      code: 'internal',
      status: 500,
      title: 'Something went wrong here',
      detail: undefined,
      fields: [],
      requestId: request.id,
    }
  }
  const { status, title } = PROBLEMS[problem.code]
  const detail = problem.message === title ? undefined : problem.message
  return { code: problem.code, status, title, detail, fields: problem.fields, requestId: request.id }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  page: FailurePage,
  error: unknown,
): Promise<FastifyReply> {
  if (failure.status >= 500 && failure.code === 'internal') request.log.error({ err: error }, 'unexpected failure')
  if (failure.code === 'not-ready') void reply.header('retry-after', '5')
  if (isForApi(request)) {
    const { fields, detail, ...rest } = failure
    return reply
      .code(failure.status)
      .type('application/problem+json')
      .send({
        type: `/api#problem-${failure.code}`,
        ...rest,
        ...(detail === undefined ? {} : { detail }),
        ...(fields.length === 0 ? {} : { fields }),
      })
  }
  const draft = await request.draft()
  if (failure.code === 'sign-in-required' && (draft === undefined || !hasWords(draft) || isGuestPage(request)))
    return reply.redirect(signInAddress(request), 303)
  const html = await page(request, failure, draft)
  return reply.code(failure.status).type('text/html; charset=utf-8').send(html)
}

/** Where to sign in and then come back to. What was posted without a word in it is not sent again. */
function signInAddress(request: FastifyRequest): string {
  // What a guest wrote is not shown to whoever holds the phone after them.
  if (isGuestPage(request)) return `${GUEST_PAGE}/in`
  if (request.method !== 'GET' || request.url === '/') return '/sign-in'
  return `/sign-in?next=${encodeURIComponent(request.url)}`
}

function toProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  if (!isFastifyError(error)) return undefined
  if (error.validation !== undefined) {
    const fields = error.validation.map(({ instancePath, params, message }) => ({
      field: fieldOf(instancePath, params),
      message: message ?? 'is not right',
    }))
    return new Problem('bad-request', 'Some fields are not right. They are listed with what to do.', fields)
  }
  const status = error.statusCode ?? 500
  if (status >= 500 && status !== 503) return undefined
  const code = CODE_OF_STATUS[status] ?? 'bad-request'
  return code === 'bad-request' ? new Problem(code, unreadable(error.code)) : new Problem(code)
}

function unreadable(code: string): string {
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'This kind of content is not taken here. Send JSON or a form.'
  return CUT_OFF
}

function fieldOf(instancePath: string, params: Readonly<Record<string, unknown>>): string {
  const path = instancePath.split('/').slice(1)
  const missing = params['missingProperty']
  return [...path, ...(typeof missing === 'string' ? [missing] : [])].join('.') || 'body'
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ('statusCode' in error || 'validation' in error) && 'code' in error
}
