import { Type } from 'typebox'
import type { FieldProblem } from '#domain/problem.ts'
import { REFUSAL_GROUNDS, SHARED_KINDS, type ShareDecision } from '#domain/sharing.ts'

const Text = Type.Optional(Type.String({ maxLength: 2000 }))

/** An answer to a request, whichever of the two forms it came from. */
export const AnswerForm = Type.Object({
  kind: Type.Enum(['share', 'refuse']),
  version: Type.Integer({ minimum: 1 }),
  gateway: Type.Optional(Type.String({ maxLength: 60 })),
  days: Type.Optional(Type.Integer()),
  holds: Type.Optional(Type.Enum([...SHARED_KINDS])),
  conditions: Text,
  context: Text,
  ground: Type.Optional(Type.Enum([...REFUSAL_GROUNDS])),
  note: Text,
})

/** What its fields are called in errors. */
export const ANSWER_WORDS = {
  labels: {
    kind: 'your answer',
    version: 'version',
    gateway: 'the legal basis',
    days: 'number of days',
    holds: 'whether it is fact or opinion',
    conditions: 'conditions',
    context: 'what they should know',
    ground: 'why it is not shared',
    note: 'why',
  },
  messages: { 'days.type': 'Say for how many days, in figures' },
}

/** The decision that a form gives, or what is missing in it. What is wrong in it is for the service to say. */
export function decisionFrom(sent: {
  readonly kind: 'share' | 'refuse'
  readonly gateway?: string
  readonly days?: number
  readonly holds?: (typeof SHARED_KINDS)[number]
  readonly conditions?: string
  readonly context?: string
  readonly ground?: (typeof REFUSAL_GROUNDS)[number]
  readonly note?: string
}): ShareDecision | { readonly problems: readonly FieldProblem[] } {
  if (sent.kind === 'refuse') {
    const { ground, note = '' } = sent
    if (ground === undefined) return { problems: [{ field: 'ground', message: 'Choose why it is not shared' }] }
    return { kind: 'refuse', ground, note }
  }
  const { holds, gateway = '', days = Number.NaN, conditions, context } = sent
  if (holds === undefined) return { problems: [{ field: 'holds', message: 'Say whether it is fact or opinion' }] }
  return { kind: 'share', gateway, days, holds, conditions, note: context }
}
