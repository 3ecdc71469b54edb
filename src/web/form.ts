import type { Static, TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type FieldProblem, Problem } from '#domain/problem.ts'
import { parsePlainDate } from '#domain/values/time.ts'

/** What is wrong with a form, as the GOV.UK macros take it. */
export interface FormErrors {
  /** For the error summary, in the order of the form. */
  readonly summary: readonly { readonly text: string; readonly href: string }[]
  /** For each field's `errorMessage`, by field name. */
  readonly fields: Readonly<Record<string, { readonly text: string }>>
}

/** What was typed, by field name, for showing again. */
export type Typed = Readonly<Record<string, string | readonly string[]>>

/** A form that was sent: checked and converted, or what is wrong with it. */
export type FormResult<S extends TObject> =
  | { readonly ok: true; readonly value: Static<S>; readonly typed: Typed }
  | { readonly ok: false; readonly errors: FormErrors; readonly typed: Typed }

/** How a form that did not go through is shown again. */
export interface Sent {
  readonly typed?: Typed
  readonly errors?: FormErrors
  /** What somebody else did meanwhile, in a sentence. */
  readonly conflict?: string
}

/** What is wrong with a form that its schema cannot say. */
export interface Wrong {
  readonly problems: readonly FieldProblem[]
}

/** Words for a form's errors. */
export interface FormWords<S extends TObject> {
  /** What each field is called inside a sentence: 'email address' gives "Enter an email address" through `messages`, or "Enter email address". */
  readonly labels: Readonly<Record<keyof Static<S> & string, string>>
  /** Own sentences, by 'field' or 'field.keyword' (required, maxLength, format, enum …). */
  readonly messages?: Readonly<Record<string, string>>
  /** Fields that are neither trimmed nor shown again: passwords. */
  readonly secret?: readonly (keyof Static<S> & string)[]
}

/** No errors, for a form that is shown first. */
export const NO_ERRORS: FormErrors = { summary: [], fields: {} }

/** Field of a button that sends a form only to have it shown with what is in it, to be changed before it is sent. */
export const CHANGE_FIRST = '_change'

/**
 * Check a form against its schema. Values are trimmed and lose control characters; what is left empty counts as not given, so an
 * optional field may stay empty; numbers and booleans are converted; a single tick of several becomes a list. A form that is to be
 * changed first comes back as it is, without errors.
 */
export function readForm<S extends TObject>(schema: S, body: unknown, words: FormWords<S>): FormResult<S> {
  const sent: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {}
  const given = Object.fromEntries(
    Object.entries(schema.properties).flatMap(([name, type]) => {
      const value = isSecret(words, name) ? secretOf(sent[name]) : cleaned(type, isRequired(schema, name), sent[name])
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const typed = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (isSecret(words, name) ? [] : [[name, value] as const])),
  )
  if (CHANGE_FIRST in sent) return { ok: false, errors: NO_ERRORS, typed }
  const converted: unknown = Value.Convert(schema, given)
  if (Value.Check(schema, converted)) return { ok: true, value: converted, typed }
  return { ok: false, errors: formErrors(problemsOf(schema, converted, words)), typed }
}

/** Errors from a service's `Problem`, or from rules that a schema cannot say. The first one of a field counts. */
export function formErrors(problems: readonly FieldProblem[]): FormErrors {
  const first = problems.filter(({ field }, at) => problems.findIndex(other => other.field === field) === at)
  return {
    summary: first.map(({ field, message }) => ({ text: message, href: `#${field}` })),
    fields: Object.fromEntries(first.map(({ field, message }) => [field, { text: message }])),
  }
}

/** The errors of a service that found fields wrong, under the form's names for them; whatever else went wrong is thrown on, to the error page. */
export function errorsOf(error: unknown, fieldOf: Readonly<Record<string, string>> = {}): FormErrors {
  if (!(error instanceof Problem) || error.fields.length === 0) throw error
  return formErrors(error.fields.map(({ field, message }) => ({ field: fieldOf[field] ?? field, message })))
}

/**
 * What to show when a service did not take a form, and with which status: 409 where somebody was quicker (what they did is on the page, what
 * was typed stays in its fields), 422 where fields are wrong. Whatever else went wrong is thrown on.
 */
export function notTaken(
  error: unknown,
  typed: Typed,
  fieldOf?: Readonly<Record<string, string>>,
): [sent: Sent, status: 409 | 422] {
  if (error instanceof Problem && (error.code === 'stale-version' || error.code === 'already-answered'))
    return [{ typed, conflict: error.message }, 409]
  return [{ typed, errors: errorsOf(error, fieldOf) }, 422]
}

/** What to say of a day that cannot be read, from the reason. */
export function notADay(reason: string): string {
  return `${reason}. A date is written as 2026-03-04.`
}

function problemsOf<S extends TObject>(schema: S, value: unknown, words: FormWords<S>): FieldProblem[] {
  const order = Object.keys(schema.properties)
  const sent: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {}
  return Value.Errors(schema, value)
    .flatMap(error => {
      const names =
        error.keyword === 'required' ? error.params.requiredProperties : [error.instancePath.split('/')[1] ?? '']
      return names.map(field => ({ field, message: messageOf(words, field, error, sent[field]) }))
    })
    .filter(({ field }) => order.includes(field))
    .toSorted((a, b) => order.indexOf(a.field) - order.indexOf(b.field))
}

function messageOf<S extends TObject>(
  words: FormWords<S>,
  field: string,
  { keyword, params }: { readonly keyword: string; readonly params: object },
  value: unknown,
): string {
  const own = words.messages?.[`${field}.${keyword}`] ?? words.messages?.[field]
  if (own !== undefined) return own
  const labels: Readonly<Record<string, string>> = words.labels
  const label = labels[field] ?? field
  const limit = 'limit' in params ? Number(params.limit).toLocaleString('en-GB') : ''
  switch (keyword) {
    case 'required':
    case 'minLength':
      return `Enter ${label}`
    case 'enum':
    case 'const':
    case 'anyOf':
      return `Choose ${label}`
    case 'minItems':
      return `Choose at least one: ${label}`
    case 'maxItems':
      return `${capital(label)}: choose ${limit} at most`
    case 'maxLength':
      return `${capital(label)} must be ${limit} characters or fewer`
    case 'minimum':
      return `${capital(label)} must be ${limit} or more`
    case 'maximum':
      return `${capital(label)} must be ${limit} or less`
    case 'type':
      return `${capital(label)} must be a number`
    case 'format': {
      const day = 'format' in params && params.format === 'date' ? parsePlainDate(String(value)) : undefined
      if (day?.ok === false) return notADay(day.reason)
      return `${capital(label)} is not written in a way that we can read`
    }
    default:
      return `${capital(label)} is not written in a way that we can read`
  }
}

function cleaned(type: TSchema, required: boolean, value: unknown): string | readonly string[] | undefined {
  const texts = [value].flat().flatMap(one => (typeof one === 'string' ? [plain(one)] : []))
  const filled = texts.filter(text => text !== '')
  if ('type' in type && type.type === 'array') return filled.length > 0 || required ? filled : undefined
  return filled[0]
}

function isRequired(schema: TObject, name: string): boolean {
  return schema.required?.includes(name) ?? false
}

/** Control characters other than line breaks and tabs go; PostgreSQL cannot hold the first of them, and nobody typed the others. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').trim()
}

function secretOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isSecret<S extends TObject>(words: FormWords<S>, name: string): boolean {
  return words.secret?.some(secret => secret === name) ?? false
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Names and labels of fields that a form has several times, counted from 1: 'owner2', 'the agency that does it (2)'. */
export function numbered(most: number, labels: Readonly<Record<string, string>>): [string, string][] {
  return Array.from({ length: most }, (_, at) => at + 1).flatMap(n =>
    Object.entries(labels).map(([name, label]): [string, string] => [`${name}${n}`, `${label} (${n})`]),
  )
}
