import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import {
  type ContactConditions,
  FAMILY_ENTRIES,
  FAMILY_REPLIES,
  GUEST_KINDS,
  GUEST_LANGUAGES,
  type NewFamilyEntry,
  PHONE_RULES,
} from '#domain/family.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import {
  addEntry,
  changeContact,
  endAccess,
  type FamilyFile,
  inviteGuest,
  listFamilyMessages,
  openFamily,
  openMessage,
  type ReceivedMessage,
  replyToFamily,
  takeEntryBack,
} from '#services/family.ts'
import '#http/augment.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'
import { momentIn } from './moment-in.ts'

const tags = ['Families']
const strict = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Text = Type.String()
const Nullable = Type.Union([Text, Type.Null()])
const Maybe = Type.Optional(Text)
const Line = Type.String({ maxLength: 200 })
const Short = Type.Optional(Line)

const OfGuest = Type.Object({ id: Uuid, guest: Uuid })
const OfEntry = Type.Object({ id: Uuid, guest: Uuid, entry: Uuid })

const Contact = Type.Object(
  {
    phone: Short,
    speaks: Short,
    interpreter: Type.Boolean(),
    needs: Short,
    safeTimes: Short,
    voicemail: Type.Enum([...PHONE_RULES]),
    text: Type.Enum([...PHONE_RULES]),
    notAfter: Type.Optional(Type.String({ maxLength: 5, description: 'By the clock in London, such as 18:00' })),
  },
  strict,
)

const ContactBody = Type.Object({
  phone: Maybe,
  speaks: Maybe,
  interpreter: Type.Boolean(),
  needs: Maybe,
  safeTimes: Maybe,
  voicemail: Text,
  text: Text,
  notAfter: Maybe,
})

const MESSAGE = {
  messageId: Uuid,
  guestId: Uuid,
  kind: Type.String({ description: 'message, advocate or unsafe' }),
  danger: Type.Boolean({ description: 'They said that somebody is in danger now' }),
  words: Text,
  language: Text,
  at: Text,
  answerBy: Text,
  replies: Type.Array(Type.Object({ agency: Text, kind: Text, words: Text, byName: Text, byPost: Text, at: Text })),
}

const GuestBody = Type.Object({
  guestId: Uuid,
  agency: Type.String({ description: 'Code of the agency that invited them' }),
  kind: Text,
  name: Text,
  language: Text,
  contact: ContactBody,
  invitedName: Text,
  invitedAt: Text,
  linkUntil: Text,
  endsOn: Text,
  acceptedAt: Nullable,
  endedAt: Nullable,
  endedName: Nullable,
  endedWhy: Nullable,
})

const FamilyBody = Type.Unsafe<Omit<FamilyFile, 'name'>>(
  Type.Object({
    personId: Uuid,
    team: Type.Array(Text, { description: 'Codes of the agencies around the child' }),
    guests: Type.Array(GuestBody),
    entries: Type.Array(
      Type.Object({
        entryId: Uuid,
        guestId: Uuid,
        agency: Text,
        kind: Text,
        words: Text,
        facts: Type.Object({ at: Maybe, name: Maybe, phone: Maybe }),
        byName: Text,
        byPost: Text,
        at: Text,
      }),
      { description: 'What stands on their pages; newest first' },
    ),
    messages: Type.Array(Type.Object(MESSAGE)),
    words: Type.Array(
      Type.Object({
        guestId: Uuid,
        version: Type.Integer(),
        words: Text,
        readers: Text,
        withFamily: Type.Boolean(),
        at: Text,
      }),
      { description: "A young person's own words, of those that your agency may read" },
    ),
    mayInvite: Type.Boolean(),
  }),
)

const ReceivedBody = Type.Unsafe<ReceivedMessage>(
  Type.Object({ ...MESSAGE, guestKind: Text, guestName: Text, personId: Nullable }),
)

const Invite = Type.Object(
  {
    kind: Type.Enum([...GUEST_KINDS]),
    name: Line,
    language: Type.Enum([...GUEST_LANGUAGES]),
    endsOn: Day,
    contact: Contact,
  },
  strict,
)

const Entry = Type.Object(
  {
    kind: Type.Enum([...FAMILY_ENTRIES]),
    words: Type.String({ maxLength: 10_000 }),
    post: Type.String({ maxLength: 200, description: 'What you do, as the family reads it' }),
    at: Type.Optional(Type.String({ maxLength: 40, description: 'Of an appointment, with its offset' })),
    helperName: Short,
    helperPhone: Short,
  },
  strict,
)

const None = { 204: Type.Null(), '4xx': ProblemBody }

/** GET and POST /people/:id/family and what is done for one guest beneath it; GET /family-messages and /family-messages/:id, POST …/replies. */
export const familyRoutes: FastifyPluginAsyncTypebox = async app => {
  const { database } = app

  app.get(
    '/people/:id/family',
    {
      config: { action: 'family.read' },
      schema: {
        summary: "The family's pages of a child, with what stands on them and what was written; empty beside the team",
        tags,
        params: Params,
        response: { 200: FamilyBody, '4xx': ProblemBody },
      },
    },
    async request => unitOfWork(database, request.who(), ctx => openFamily(ctx, request.params.id)),
  )

  app.post(
    '/people/:id/family',
    {
      config: { action: 'family.invite' },
      schema: {
        summary: 'Invite a parent or carer, a young person or an advocate. Link and code are given this once',
        tags,
        params: Params,
        body: Invite,
        response: {
          201: Type.Object({
            guestId: Uuid,
            link: Type.String({ description: 'What follows /my-page/first/ in their address' }),
            code: Text,
            until: Text,
          }),
          '4xx': ProblemBody,
        },
      },
    },
    async (request, reply) => {
      const { endsOn, contact, ...rest } = request.body
      const invitation = { ...rest, endsOn: dayIn('endsOn', endsOn), contact: contactIn(contact) }
      const invited = await unitOfWork(database, request.who(), ctx => inviteGuest(ctx, request.params.id, invitation))
      return reply.code(201).send(invited)
    },
  )

  app.post(
    '/people/:id/family/:guest/entries',
    {
      config: { action: 'family.show' },
      schema: {
        summary: 'Put something on a guest’s page, in your own name',
        tags,
        params: OfGuest,
        body: Entry,
        response: { 201: Type.Object({ id: Uuid }), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const entry = entryIn(request.body)
      const id = await unitOfWork(database, request.who(), ctx => addEntry(ctx, request.params.guest, entry))
      return reply.code(201).send({ id })
    },
  )

  app.post(
    '/people/:id/family/:guest/entries/:entry/end',
    {
      config: { action: 'family.change' },
      schema: { summary: 'Take it off the page again', tags, params: OfEntry, response: None },
    },
    async (request, reply) => {
      await unitOfWork(database, request.who(), ctx => takeEntryBack(ctx, request.params.entry))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/people/:id/family/:guest/contact',
    {
      config: { action: 'family.change' },
      schema: {
        summary: 'Change what to know before a guest is rung',
        tags,
        params: OfGuest,
        body: Contact,
        response: None,
      },
    },
    async (request, reply) => {
      await unitOfWork(database, request.who(), ctx =>
        changeContact(ctx, request.params.guest, contactIn(request.body)),
      )
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/people/:id/family/:guest/end',
    {
      config: { action: 'family.change' },
      schema: {
        summary: "Close a guest's page for good, at once",
        tags,
        params: OfGuest,
        body: Type.Object({ why: Type.String({ maxLength: 2000, description: 'The guest never reads it' }) }, strict),
        response: None,
      },
    },
    async (request, reply) => {
      await unitOfWork(database, request.who(), ctx => endAccess(ctx, request.params.guest, request.body.why))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/family-messages',
    {
      config: { action: 'family.list' },
      schema: {
        summary: 'What families wrote to your agency: what nobody has acknowledged first; at most 100',
        tags,
        response: { 200: Type.Object({ messages: Type.Array(ReceivedBody) }), '4xx': ProblemBody },
      },
    },
    async request => ({ messages: [...(await unitOfWork(database, request.who(), listFamilyMessages))] }),
  )

  app.get(
    '/family-messages/:id',
    {
      config: { action: 'family.message' },
      schema: {
        summary: 'One message, with what to know before its writer is rung',
        tags,
        params: Params,
        response: {
          200: Type.Object({ message: ReceivedBody, contact: Type.Union([ContactBody, Type.Null()]) }),
          '4xx': ProblemBody,
        },
      },
    },
    async request => {
      const { message, guest } = await unitOfWork(database, request.who(), ctx => openMessage(ctx, request.params.id))
      return { message, contact: guest?.contact ?? null }
    },
  )

  app.post(
    '/family-messages/:id/replies',
    {
      config: { action: 'family.answer' },
      schema: {
        summary: 'Acknowledge a message or answer it, in your own name',
        tags,
        params: Params,
        body: Type.Object(
          { kind: Type.Enum([...FAMILY_REPLIES]), words: Type.String({ maxLength: 2000 }), post: Line },
          strict,
        ),
        response: None,
      },
    },
    async (request, reply) => {
      await unitOfWork(database, request.who(), ctx => replyToFamily(ctx, request.params.id, request.body))
      return reply.code(204).send(null)
    },
  )
}

function contactIn({ interpreter, voicemail, text, ...said }: Static<typeof Contact>): ContactConditions {
  const written = Object.entries(said).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(written), interpreter, voicemail, text }
}

function entryIn({ kind, words, post, at, helperName, helperPhone }: Static<typeof Entry>): NewFamilyEntry {
  const isHelper = kind === 'helper'
  return {
    kind,
    words,
    post,
    facts: {
      ...(kind === 'appointment' && at !== undefined ? { at: momentIn('at', at) } : {}),
      ...(isHelper && helperName !== undefined ? { name: helperName } : {}),
      ...(isHelper && helperPhone !== undefined ? { phone: helperPhone } : {}),
    },
  }
}
