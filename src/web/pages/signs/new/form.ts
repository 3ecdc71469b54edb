import { type Static, Type } from 'typebox'
import type { FieldProblem } from '#domain/problem.ts'
import { ORIGIN_KINDS, type SignTold } from '#domain/sign.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { notADay } from '../../../form.ts'

const Code = Type.String({ maxLength: 60 })
const Short = Type.String({ maxLength: 200 })

/** Fields of the form. */
export const SignForm = Type.Object({
  indicator: Code,
  words: Type.String({ maxLength: 2000 }),
  seenBy: Short,
  seenOn: Type.String({ maxLength: 20 }),
  grade: Code,
  originKind: Type.Enum([...ORIGIN_KINDS]),
  originAgency: Type.Optional(Code),
  originName: Type.Optional(Short),
  askedAgency: Code,
  trade: Type.Optional(Code),
  confirms: Type.Optional(Type.String({ format: 'uuid' })),
  key: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
})

/** Words for its errors. */
export const SIGN_WORDS = {
  labels: {
    indicator: 'the sign',
    words: 'what was seen, heard or read',
    seenBy: 'who saw it',
    seenOn: 'the day',
    grade: 'how it is known',
    originKind: 'where it comes from',
    originAgency: 'the agency that told you',
    originName: 'the name of the tip',
    askedAgency: 'who should answer',
    trade: 'trade',
    confirms: 'sign',
    key: 'form',
  },
  messages: {
    'indicator.required': 'Choose the sign',
    'words.required': 'Say what was seen, heard or read',
    'seenBy.required': 'Say who saw, heard or read it',
    'seenOn.required': 'Say on which day',
    'grade.required': 'Choose how it is known',
    'originKind.required': 'Choose where it comes from',
  },
}

/** The sign that a form is, or what is wrong with its day. What else is wrong is for the service to say. */
export function signFrom(
  sent: Static<typeof SignForm>,
): (SignTold & { readonly trade: string | undefined }) | { readonly problems: readonly FieldProblem[] } {
  const day = parsePlainDate(sent.seenOn)
  if (!day.ok) return { problems: [{ field: 'seenOn', message: notADay(day.reason) }] }
  const { originKind: kind, originName, originAgency } = sent
  return {
    indicator: sent.indicator,
    words: sent.words,
    seenBy: sent.seenBy,
    seenOn: day.value,
    grade: sent.grade,
    origin: {
      kind,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether there is such an agency is for the service to say
      agency: kind === 'agency' ? (originAgency as AgencyId | undefined) : undefined,
      name: kind === 'tip' ? originName : undefined,
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether it may be asked is for the service to say
    askedAgency: sent.askedAgency as AgencyId,
    trade: sent.trade,
    confirms: sent.confirms,
  }
}
