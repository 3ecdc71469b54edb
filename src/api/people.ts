import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { unitOfWork } from '#services/context.ts'
import { openPerson, type PersonFile } from '#services/people.ts'
import { findPeople, type SearchResult } from '#services/search.ts'
import '#http/augment.ts'

const Uuid = Type.String({ format: 'uuid' })
const Text = Type.String()

const Nullable = Type.Union([Text, Type.Null()])

const Found = Type.Object({
  people: Type.Array(
    Type.Object({
      personId: Uuid,
      names: Text,
      born: Nullable,
      agencies: Type.Array(Text),
      why: Text,
    }),
  ),
  searchable: Type.Boolean(),
  tooMany: Type.Boolean(),
})

const Person = Type.Object({
  personId: Uuid,
  names: Type.Array(Text),
  born: Nullable,
  attention: Type.Array(Text),
  seenBy: Type.Array(Text),
  records: Type.Array(
    Type.Object({
      agency: Text,
      recordId: Uuid,
      sourceSystem: Text,
      feed: Text,
      sourceId: Text,
      receivedAt: Text,
      person: Type.Record(Text, Type.Unknown()),
      event: Type.Union([
        Type.Null(),
        Type.Object({
          kind: Text,
          startsAt: Text,
          endsAt: Nullable,
          place: Nullable,
          facts: Type.Record(Text, Type.Unknown()),
        }),
      ]),
    }),
  ),
  further: Type.Array(Type.Object({ agency: Text, records: Type.Integer(), entries: Type.Integer() })),
})

/** GET /people and /people/:id: search and open people, as far as the client's agency may see. */
export const peopleRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people',
    {
      config: { action: 'person.search' },
      schema: {
        summary: 'Find people by name, date of birth, phone or reference',
        tags: ['People'],
        querystring: Type.Object({ q: Type.String({ minLength: 1, maxLength: 6000 }) }),
        response: { 200: Found },
      },
    },
    async request => foundBody(await unitOfWork(app.database, request.who(), ctx => findPeople(ctx, request.query.q))),
  )
  app.get(
    '/people/:id',
    {
      config: { action: 'person.read' },
      schema: {
        summary: 'What agencies say of one person, and who else to ring',
        tags: ['People'],
        params: Type.Object({ id: Uuid }),
        response: { 200: Person },
      },
    },
    async request =>
      personBody(await unitOfWork(app.database, request.who(), ctx => openPerson(ctx, request.params.id))),
  )
}

function foundBody(result: SearchResult) {
  return {
    ...result,
    people: result.people.map(person => ({ ...person, born: person.born ?? null, agencies: [...person.agencies] })),
  }
}

function personBody(file: PersonFile) {
  return {
    personId: file.personId,
    names: [...file.names],
    born: file.born ?? null,
    attention: [...file.attention],
    seenBy: [...file.seenBy],
    records: file.records.map(record => ({ ...record })),
    further: file.further.map(held => ({ ...held })),
  }
}
