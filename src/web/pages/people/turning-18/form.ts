import { type Static, Type } from 'typebox'
import { ANSWERS } from '#domain/case/event.ts'
import { TURNING_MOVES } from '#domain/case/turning-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { TurningCommand } from '#services/turning-18.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))

/** Whatever one of the forms of turning eighteen sends. */
export const TurningForm = Type.Object({
  kind: Type.Enum([...TURNING_MOVES]),
  handoverId: Code,
  step: Code,
  agrees: Type.Optional(Type.Enum([...ANSWERS])),
  to: Code,
  name: Line,
  post: Line,
  phone: Line,
  words: Type.Optional(Type.String({ maxLength: 2000 })),
})

/** What its fields are called in errors. */
export const TURNING_LABELS = {
  labels: {
    kind: 'what you do',
    handoverId: 'who was asked',
    step: 'the step',
    agrees: 'whether they agree',
    to: 'the agency',
    name: 'the name',
    post: 'their post',
    phone: 'the number to ring',
    words: 'in your own words',
  },
}

/** What a form asks for. What is missing in it is for the service to say. */
export function turningCommandFrom(sent: Static<typeof TurningForm>): TurningCommand {
  const { kind, words = '', name = '', post = '', phone = '' } = sent
  switch (kind) {
    case 'step':
      return { kind, step: sent.step ?? '', words }
    case 'hear':
      return { kind, agrees: sent.agrees ?? 'not-known', words }
    case 'name':
      return { kind, to: (sent.to ?? '') as AgencyId, name, post, phone, words }
    case 'accept':
    case 'decline':
      return { kind, handoverId: sent.handoverId ?? '', name, words }
    case 'not-needed':
      return { kind, name, post, words }
  }
}
