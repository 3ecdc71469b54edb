import { PROBLEMS } from '#domain/problem.ts'
import type { PageModel } from '../page.ts'

/** Exactly what page.njk prints. */
export interface ApiGuidePage extends PageModel {
  readonly version: string
  readonly about: string
  readonly groups: readonly { readonly name: string; readonly operations: readonly Operation[] }[]
  readonly problems: readonly { readonly code: string; readonly status: number; readonly title: string }[]
}

interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly action: string
  readonly fields: readonly Field[]
  readonly answers: readonly { readonly status: string; readonly text: string }[]
}

interface Field {
  readonly name: string
  readonly where: string
  readonly type: string
  readonly required: boolean
  readonly about: string
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
const STATUS_WORDS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Taken in, and worked on now',
  204: 'Done, nothing to say',
  '4XX': 'Refused, with problem details',
}

/** The OpenAPI document as a readable page: operations by their tag, fields as tables. Takes the document as it is generated. */
export function apiGuidePage(document: unknown): ApiGuidePage {
  const info = child(document, 'info')
  const operations = entries(child(document, 'paths')).flatMap(([path, item]) =>
    METHODS.flatMap(method => {
      const found = child(item, method)
      return found === undefined ? [] : [{ tag: tagOf(found), operation: operationOf(method, path, found) }]
    }),
  )
  const tags = [...new Set(operations.map(({ tag }) => tag))]
  return {
    pageTitle: 'For other systems',
    version: text(info, 'version'),
    about: text(info, 'description'),
    groups: tags.map(name => ({
      name,
      operations: operations.filter(({ tag }) => tag === name).map(({ operation }) => operation),
    })),
    problems: [
      ...Object.entries(PROBLEMS).map(([code, { status, title }]) => ({ code, status, title })),
      { code: 'internal', status: 500, title: 'Something went wrong here; quote the request id' },
    ],
  }
}

function operationOf(method: string, path: string, operation: unknown): Operation {
  const json = child(child(child(child(operation, 'requestBody'), 'content'), 'application/json'), 'schema')
  return {
    id: `${method}-${path.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '')}`,
    method: method.toUpperCase(),
    path,
    summary: text(operation, 'summary'),
    description: text(operation, 'description'),
    action: text(operation, 'x-action'),
    fields: [
      ...list(child(operation, 'parameters')).map(one => ({
        name: text(one, 'name'),
        where: text(one, 'in'),
        type: typeOf(child(one, 'schema')),
        required: child(one, 'required') === true,
        about: text(one, 'description') || text(child(one, 'schema'), 'description'),
      })),
      ...fieldsOf(json, ''),
    ],
    answers: entries(child(operation, 'responses')).map(([status, answer]) => {
      const own = text(answer, 'description')
      return {
        status,
        text: own === '' || own === 'Default Response' ? (STATUS_WORDS[status.toUpperCase()] ?? '') : own,
      }
    }),
  }
}

/** Fields of a body, those of objects inside it after a dot. */
function fieldsOf(schema: unknown, prefix: string): Field[] {
  const required = list(child(schema, 'required'))
  return entries(child(schema, 'properties')).flatMap(([name, type]) => [
    {
      name: prefix + name,
      where: 'body',
      type: typeOf(type),
      required: required.includes(name),
      about: text(type, 'description'),
    },
    ...fieldsOf(type, `${prefix}${name}.`),
    ...fieldsOf(child(type, 'items'), `${prefix}${name}[].`),
  ])
}

function typeOf(schema: unknown): string {
  const values = list(child(schema, 'enum')).map(String)
  if (values.length > 0) return values.join(' | ')
  const options = list(child(schema, 'anyOf')).map(typeOf)
  if (options.length > 0) return options.join(' | ')
  const constant = child(schema, 'const')
  if (constant !== undefined) return JSON.stringify(constant)
  const type = text(schema, 'type')
  if (type === 'array') return `list of ${typeOf(child(schema, 'items'))}`
  const format = text(schema, 'format')
  return format === '' ? type : `${type} (${format})`
}

function tagOf(operation: unknown): string {
  const [tag] = list(child(operation, 'tags'))
  return typeof tag === 'string' ? tag : 'Other'
}

function child(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

function text(value: unknown, name: string): string {
  const found = child(value, name)
  return typeof found === 'string' ? found : ''
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
