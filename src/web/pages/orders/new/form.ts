import { type Static, Type } from 'typebox'
import { CARE_STATUSES } from '#domain/order.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import type { OrderTold } from '#services/orders.ts'
import { type FormWords, notADay } from '../../../form.ts'
import { CONDITION_FIELDS, CONDITION_LABELS, conditionsFrom } from '../conditions.ts'

const Day = Type.Optional(Type.String({ maxLength: 20 }))

/** An order as its form sends it. */
export const OrderForm = Type.Object({
  key: Type.Optional(Type.String({ minLength: 8, maxLength: 60 })),
  kind: Type.String({ maxLength: 60 }),
  isInterim: Type.Optional(Type.Enum(['yes'])),
  issuedBy: Type.String({ maxLength: 200 }),
  issuedOn: Type.String({ maxLength: 20 }),
  from: Day,
  until: Day,
  born: Type.String({ maxLength: 20 }),
  youthViews: Type.Optional(Type.String({ maxLength: 2000 })),
  protectsName: Type.Optional(Type.String({ maxLength: 200 })),
  protectsBorn: Day,
  protectsCare: Type.Optional(Type.Enum([...CARE_STATUSES])),
  ...CONDITION_FIELDS,
  showTo: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 100 }),
})

/** Words for its errors. */
export const ORDER_WORDS: FormWords<typeof OrderForm> = {
  labels: {
    key: 'key',
    kind: 'the kind',
    isInterim: 'whether it is interim',
    issuedBy: 'which court made it, or who served it',
    issuedOn: 'the day on which it was made',
    from: 'the day on which it begins',
    until: 'the day on which it ends',
    born: 'the date of birth that it gives',
    youthViews: 'views of the youth offending team',
    protectsName: 'the child whom it protects',
    protectsBorn: 'when that child was born',
    protectsCare: 'whether that child is in care',
    ...CONDITION_LABELS,
    showTo: 'who else should see it',
  },
  messages: { 'kind.required': 'Choose the kind' },
}

/** The order that a form is, or which days in it cannot be read. What else is wrong is for the service to say. */
export function orderFrom(sent: Static<typeof OrderForm>): OrderTold | { readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = []
  const dayIn = (field: string, text: string): PlainDate => {
    const day = parsePlainDate(text)
    if (day.ok) return day.value
    problems.push({ field, message: notADay(day.reason) })
    return '1800-01-01' as PlainDate
  }
  const { kind, issuedBy, youthViews, protectsName, protectsBorn = '', protectsCare = 'none', until } = sent
  const issuedOn = dayIn('issuedOn', sent.issuedOn)
  const told = {
    kind,
    isInterim: sent.isInterim === 'yes',
    issuedBy,
    issuedOn,
    from: sent.from === undefined ? issuedOn : dayIn('from', sent.from),
    until: until === undefined ? undefined : dayIn('until', until),
    born: dayIn('born', sent.born),
    youthViews,
    protects:
      protectsName === undefined
        ? undefined
        : { name: protectsName, born: dayIn('protectsBorn', protectsBorn), care: protectsCare },
    conditions: conditionsFrom(sent),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether it may be shown to them is for the service to say
    showTo: sent.showTo as AgencyId[],
  }
  return problems.length > 0 ? { problems } : told
}
