import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { Type } from 'typebox'
import { parseReceipt, SENDERS } from '#domain/concern.ts'
import { type RateLimits, strictLimit } from '#http/rate-limit.ts'
import { addToConcern, councilFor, followConcern, receiveConcern } from '#services/concerns.ts'
import { formErrors, readForm, type Typed } from '../../form.ts'
import { render } from '../page.ts'
import { followPage, receivedPage, tellPage } from './view.ts'
import { CONCERN_WORDS, type ConcernWords } from './words.ts'

const MOST_LETTERS = 10_000
const Short = Type.Optional(Type.String({ maxLength: 200 }))

const TellForm = Type.Object({
  key: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }),
  sender: Type.Enum([...SENDERS]),
  worry: Type.String({ maxLength: MOST_LETTERS }),
  danger: Type.Enum(['yes', 'no']),
  name: Short,
  age: Short,
  postcode: Short,
  council: Short,
  contact: Short,
  safeTimes: Short,
})

const FollowForm = Type.Object({
  receipt: Type.String({ maxLength: 60 }),
  more: Type.Optional(Type.String({ maxLength: MOST_LETTERS })),
  adding: Type.Optional(Type.String({ maxLength: 3 })),
})

/** GET and POST /concern and /concern/follow, and the same in Welsh: /pryder and /pryder/dilyn. Anybody may use them. */
export function concernRoutes(limits: RateLimits): FastifyPluginAsync {
  return async app => {
    const { database, reference } = app
    for (const words of Object.values(CONCERN_WORDS)) {
      const open = { action: 'public', rateLimit: strictLimit(limits) } as const
      const telling = tellWords(words)
      const following = followWords(words)

      app.get(words.paths.tell, { config: { action: 'public' } }, async (_request, reply) =>
        render(reply, 'pages/concern/tell.njk', tellPage(words, newKey(), reference, {})),
      )

      app.post(words.paths.tell, { config: { ...open, form: telling.labels } }, async (request, reply) => {
        const form = readForm(TellForm, request.body, telling)
        const again = (typed: Typed, errors = formErrors([{ field: 'postcode', message: words.errors.where }])) =>
          render(reply, 'pages/concern/tell.njk', tellPage(words, keyOf(typed), reference, { typed, errors }), 422)
        if (!form.ok) return again(form.typed, form.errors)
        const { key, sender, worry, danger, postcode, council, ...more } = form.value
        const agency = councilFor(council, postcode)
        if (agency === undefined) return again(form.typed)
        const place = postcode === undefined ? {} : { place: postcode }
        const said = { worry, danger: danger === 'yes', ...place, ...more }
        const told = { agency: agency.code, language: words.lang, sender, said, key }
        const receipt = await receiveConcern(database, told, request.receivedAt)
        const sent = {
          receipt,
          danger: said.danger,
          council: agency.name,
          phone: agency.phone,
          outOfHours: agency.outOfHours,
        }
        return render(reply, 'pages/concern/received.njk', receivedPage(words, sent))
      })

      app.get(words.paths.follow, { config: { action: 'public' } }, async (_request, reply) =>
        render(reply, 'pages/concern/follow.njk', followPage(words, reference, {})),
      )

      app.post(words.paths.follow, { config: { ...open, form: following.labels } }, async (request, reply) => {
        const form = readForm(FollowForm, request.body, following)
        const { typed } = form
        const show = (model: Omit<Parameters<typeof followPage>[2], 'typed'>, status = 200, shown: Typed = typed) =>
          render(reply, 'pages/concern/follow.njk', followPage(words, reference, { typed: shown, ...model }), status)
        if (!form.ok) return show({ errors: form.errors }, 422)
        const receipt = parseReceipt(form.value.receipt)
        const { more, adding } = form.value
        if (receipt.ok && adding !== undefined && more !== undefined)
          await addToConcern(database, receipt.value, more, request.receivedAt)
        const concern = receipt.ok ? await followConcern(database, receipt.value, request.receivedAt) : undefined
        if (!receipt.ok || concern === undefined)
          return show({ errors: formErrors([{ field: 'receipt', message: words.follow.notFound }]) }, 422)
        if (adding === undefined) return show({ concern })
        if (more === undefined)
          return show({ concern, errors: formErrors([{ field: 'more', message: words.follow.moreRequired }]) }, 422)
        return show({ concern, added: true }, 200, { receipt: receipt.value })
      })
    }
  }
}

function newKey(): string {
  return randomBytes(16).toString('base64url')
}

function keyOf({ key }: Typed): string {
  return typeof key === 'string' ? key : newKey()
}

function tellWords({ fields, errors }: ConcernWords) {
  const labels = {
    key: 'key',
    sender: fields.sender.label,
    worry: fields.worry.label,
    danger: fields.danger.label,
    name: fields.name.label,
    age: fields.age.label,
    postcode: fields.postcode.label,
    council: fields.council.label,
    contact: fields.contact.label,
    safeTimes: fields.safeTimes.label,
  }
  const tooLong = Object.fromEntries(Object.keys(labels).map(field => [`${field}.maxLength`, errors.long]))
  return {
    labels,
    messages: { ...tooLong, 'worry.required': errors.worry, sender: errors.sender, danger: errors.danger },
  }
}

function followWords({ follow, errors }: ConcernWords) {
  const labels = { receipt: follow.receipt, more: follow.more, adding: 'adding' }
  return { labels, messages: { receipt: follow.notFound, 'more.maxLength': errors.long } }
}
