import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject } from 'typebox'
import type { FieldProblem } from '#domain/problem.ts'
import { formErrors, type FormWords, notTaken, readForm, type Sent, type Wrong } from './form.ts'

/** How a form is read, what it asks for, and what is done with it. */
export interface Taking<S extends TObject, Command> {
  readonly form: S
  readonly words: FormWords<S>
  /** What it asks for, or what is wrong with it. */
  readonly command: (sent: Static<S>) => Command | Promise<Command>
  /** Does it, and gives the address where the reader goes on. */
  readonly work: (command: Exclude<Command, Wrong>, sent: Static<S>) => Promise<string>
  /** Shows the form again with what was typed and what is wrong. */
  readonly show: (sent: Sent, status: number) => Promise<FastifyReply>
  /** What the form calls fields that the service names otherwise. */
  readonly fieldOf?: Readonly<Record<string, string>>
}

/**
 * Take a form that was sent to a page: do what it asks for and go on, or show it again as it was typed. 422 where something is wrong with it,
 * 409 where somebody was quicker; whatever else goes wrong is thrown on, to the error page.
 */
export async function takeForm<S extends TObject, Command>(
  request: FastifyRequest,
  reply: FastifyReply,
  { form: schema, words, command, work, show, fieldOf }: Taking<S, Command>,
): Promise<FastifyReply> {
  const form = readForm(schema, request.body, words)
  const { typed } = form
  if (!form.ok) return show(form, 422)
  const asked = await command(form.value)
  if (!isRight(asked)) return show({ typed, errors: formErrors(problemsIn(asked)) }, 422)
  try {
    return await reply.redirect(await work(asked, form.value), 303)
  } catch (error) {
    return show(...notTaken(error, typed, fieldOf))
  }
}

function isRight<Command>(asked: Command): asked is Exclude<Command, Wrong> {
  return problemsIn(asked).length === 0
}

function problemsIn(asked: unknown): readonly FieldProblem[] {
  return typeof asked === 'object' && asked !== null && 'problems' in asked && Array.isArray(asked.problems)
    ? asked.problems
    : []
}
