import { type Static, Type } from 'typebox'
import { GROUNDS_DECISIONS, OUTCOMES } from '#domain/case/event.ts'
import { NRM_MOVES } from '#domain/case/nrm-rules.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import type { NrmCommand } from '#services/nrm.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))

/** Whatever one of the forms about a referral sends. A section of the form of the NRM is sent to an address of its own. */
export const NrmForm = Type.Object({
  kind: Type.Enum(NRM_MOVES.filter(move => move !== 'save')),
  referralId: Code,
  of: Code,
  reason: Code,
  given: Type.Optional(Type.Enum(['yes', 'no'])),
  route: Code,
  council: Code,
  reference: Line,
  name: Line,
  post: Line,
  phone: Line,
  decision: Type.Optional(Type.Enum([...GROUNDS_DECISIONS])),
  outcome: Type.Optional(Type.Enum([...OUTCOMES])),
  on: Code,
  words: Type.Optional(Type.String({ maxLength: 2000 })),
})

/** What its fields are called in errors. */
export const NRM_WORDS = {
  labels: {
    kind: 'what you do',
    referralId: 'referral',
    of: 'the first responder',
    reason: 'why',
    given: 'whether they agree',
    route: 'who decides',
    council: 'the local authority',
    reference: 'the reference',
    name: 'who takes it on',
    post: 'their post',
    phone: 'the number to ring',
    decision: 'which decision',
    outcome: 'the outcome',
    on: 'the day of the decision',
    words: 'in your own words',
  },
}

/** What a form about a referral asks for, or what cannot be read in it. What is missing in it is for the service to say. */
export function nrmCommandFrom(
  sent: Static<typeof NrmForm>,
): NrmCommand | { readonly problems: readonly FieldProblem[] } {
  const { kind, referralId = '', words = '', reason = '' } = sent
  switch (kind) {
    case 'ask':
      return { kind, of: (sent.of ?? '') as AgencyId, words }
    case 'begin':
      return { kind, referralId: sent.referralId }
    case 'not-taken':
    case 'suspend':
    case 'withdraw':
      return { kind, referralId, reason, words }
    case 'consent':
      if (sent.given === undefined) return wrong('given', 'Choose whether they agree')
      return { kind, referralId, given: sent.given === 'yes', words }
    case 'send': {
      const { route = '', council = '', reference = '' } = sent
      return { kind, referralId, route, council: council as AgencyId, reference, words }
    }
    case 'answer-action':
      return { kind, referralId, name: sent.name ?? '', post: sent.post ?? '', phone: sent.phone ?? '', words }
    case 'decide':
    case 'decide-again': {
      if (sent.outcome === undefined) return wrong('outcome', 'Choose the outcome')
      const on = parsePlainDate(sent.on ?? '')
      if (!on.ok) return wrong('on', `Enter the day of the decision. ${on.reason}`)
      const decision = sent.decision ?? 'reasonable-grounds'
      return { kind, referralId, decision, outcome: sent.outcome, on: on.value, words }
    }
    case 'ask-again':
      return { kind, referralId, decision: sent.decision ?? 'reasonable-grounds', words }
    case 'notify':
    case 'resume':
      return { kind, referralId, words }
  }
}

function wrong(field: string, message: string) {
  return { problems: [{ field, message }] }
}

/** What a form of one section sent: by field, the answer and why it is held back. Names of fields are those of the form of the NRM. */
export function sectionFrom(fields: readonly string[], body: Readonly<Record<string, unknown>>) {
  const textOf = (name: string) => {
    const value = body[name]
    return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : ''
  }
  const answers = Object.fromEntries(fields.map(field => [field, textOf(field)]))
  const held = fields.flatMap(field =>
    textOf(`held-${field}`) === '' ? [] : [[field, textOf(`held-${field}`)] as const],
  )
  return { answers, heldBack: Object.fromEntries(held) }
}

/** A form of one section. Its fields come from the reference data. */
export const SectionForm = Type.Object({
  version: Type.Integer({ minimum: 0 }),
  referralId: Type.String({ format: 'uuid' }),
})

/** What its fixed fields are called in errors. */
export const SECTION_WORDS = { labels: { version: 'version', referralId: 'referral' } }
