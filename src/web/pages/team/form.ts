import { Type } from 'typebox'
import { WORK_KINDS, WORK_ORDERS } from '#domain/workload.ts'
import { PageQuery } from '#http/paging.ts'

/** An empty choice of a filter comes as an empty text. */
const Kind = Type.Optional(Type.Enum(['', ...WORK_KINDS]))

/** What a manager chooses above the list of people. */
export const TeamFilter = Type.Object({
  after: PageQuery.properties.after,
  kind: Kind,
  order: Type.Optional(Type.Enum([...WORK_ORDERS])),
  whose: Type.Optional(Type.Enum(['agency', 'team'])),
})

/** What a manager chooses above the list of work. */
export const WorkFilter = Type.Object({
  ...PageQuery.properties,
  owner: Type.Optional(Type.String({ maxLength: 200 })),
  nobody: Type.Optional(Type.Literal('yes')),
  kind: Kind,
  late: Type.Optional(Type.Enum(['', 'yes'])),
})
