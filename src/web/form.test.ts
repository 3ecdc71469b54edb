import fc from 'fast-check'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { formErrors, readForm } from './form.ts'

const schema = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 10 })),
  place: Type.String({ minLength: 1, maxLength: 20 }),
  age: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
  seen: Type.Optional(Type.Array(Type.Enum(['alone', 'cash']))),
  password: Type.Optional(Type.String()),
  on: Type.Optional(Type.String({ format: 'date' })),
})
const words = {
  labels: { name: 'name', place: 'place', age: 'age', seen: 'what you see', password: 'password', on: 'the day' },
  messages: { 'place.required': 'Enter where you are' },
  secret: ['password'],
} as const

const messagesOf = (body: unknown) => {
  const form = readForm(schema, body, words)
  return form.ok ? [] : form.errors.summary.map(({ text }) => text)
}

describe('readForm', () => {
  it('gives what was sent, trimmed and converted', () => {
    const form = readForm(schema, { place: '  Margate ', age: '15', seen: 'alone', _csrf: 'x' }, words)
    expect(form).toEqual({
      ok: true,
      value: { place: 'Margate', age: 15, seen: ['alone'] },
      typed: { place: 'Margate', age: '15', seen: ['alone'] },
    })
  })

  it.each([
    [{}, ['Enter where you are']],
    [{ place: '   ' }, ['Enter where you are']],
    [{ place: 'x', name: 'a'.repeat(5000) }, ['Name must be 10 characters or fewer']],
    [{ place: 'x', on: '2026-02-31' }, ['There was no 31 February in 2026. A date is written as 2026-03-04.']],
    [{ place: 'x', age: 'fifteen' }, ['Age must be a number']],
    [{ place: 'x', age: '121' }, ['Age must be 120 or less']],
    [{ place: 'x', seen: ['alone', 'money'] }, ['Choose what you see']],
    [{ age: '-1' }, ['Enter where you are', 'Age must be 0 or more']],
    [undefined, ['Enter where you are']],
    [{ place: { $ne: 1 } }, ['Enter where you are']],
  ])('says what to do about %j', (body, expected) => {
    expect(messagesOf(body)).toEqual(expected)
  })

  it('keeps what was typed when something else is wrong, but never a password', () => {
    const form = readForm(schema, { name: 'Amal', password: ' secret ' }, words)
    expect(form.typed).toEqual({ name: 'Amal' })
  })

  it('takes emoji and other scripts as they are, and drops what a database cannot hold', () => {
    const form = readForm(schema, { place: 'مارغيت 🙂\u0000' }, words)
    expect(form).toMatchObject({ ok: true, value: { place: 'مارغيت 🙂' } })
  })

  it('never throws, whatever is sent', () => {
    fc.assert(
      fc.property(fc.anything(), body => {
        const form = readForm(schema, body, words)
        return form.ok || form.errors.summary.length > 0
      }),
    )
  })
})

describe('formErrors', () => {
  it('shows the first problem of each field and links to it', () => {
    const errors = formErrors([
      { field: 'place', message: 'one' },
      { field: 'place', message: 'two' },
    ])
    expect(errors).toEqual({ summary: [{ text: 'one', href: '#place' }], fields: { place: { text: 'one' } } })
  })
})
