/** Every failure that a user may be told of: HTTP status and a title in plain words. */
export const PROBLEMS = {
  'sign-in-required': { status: 401, title: 'Sign in to continue' },
  'not-found': { status: 404, title: 'Page not found' },
  'bad-request': { status: 400, title: 'There is a problem with what was sent' },
  'bad-file': { status: 422, title: 'This file cannot be read' },
  'too-large': { status: 413, title: 'This is too large' },
  'stale-version': { status: 409, title: 'Somebody changed this while you were working' },
  'already-answered': { status: 409, title: 'This has already been answered' },
  'idempotency-conflict': { status: 422, title: 'This key was used for a different request' },
  'form-expired': { status: 403, title: 'This form has expired' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'not-ready': { status: 503, title: 'The service is starting' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** One wrong field: its name in the request, and what to do about it. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

/** The most characters of a text that somebody writes about a matter. */
const LONGEST_TEXT = 2000

/** What is wrong with a text that must be there. */
export function textProblems(
  field: string,
  text: string,
  missing: string,
  most: number = LONGEST_TEXT,
): FieldProblem[] {
  return text.trim() === '' ? [{ field, message: missing }] : tooLong(field, text, most)
}

/** What is wrong with a text that may be left empty. */
export function tooLong(field: string, text: string, most: number = LONGEST_TEXT): FieldProblem[] {
  return text.length <= most ? [] : [{ field, message: `Write ${most} characters or fewer` }]
}

/** An expected failure that the user is told of. `detail` says what is wrong and what to do, and holds no personal data. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly fields: readonly FieldProblem[]

  constructor(code: ProblemCode, detail?: string, fields: readonly FieldProblem[] = []) {
    super(detail ?? PROBLEMS[code].title)
    this.name = 'Problem'
    this.code = code
    this.fields = fields
  }
}

/**
 * Throws Problem 'bad-request' naming the fields, unless nothing is wrong.
 *
 * @param outcome what became of what was sent
 */
export function checkFields(problems: readonly FieldProblem[], outcome = 'Nothing was stored.'): void {
  if (problems.length > 0) throw new Problem('bad-request', `${outcome} Look at what is listed.`, problems)
}
