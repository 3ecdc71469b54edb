import { Type } from 'typebox'
import { type Area, type Conditions, type CurfewHours, WEEKDAYS, type Weekday } from '#domain/condition.ts'
import type { Typed } from '../../form.ts'

const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Lines = Type.Optional(Type.String({ maxLength: 4000 }))
const Time = Type.Optional(Type.String({ maxLength: 5 }))
const Days = Type.Optional(Type.Array(Type.Enum([...WEEKDAYS]), { maxItems: 7 }))

/** Fields of conditions, in a form that makes an order or varies one. */
export const CONDITION_FIELDS = {
  curfewWhere: Line,
  days: Days,
  from1: Time,
  to1: Time,
  otherDays: Days,
  from2: Time,
  to2: Time,
  outName: Line,
  outOutcodes: Line,
  inName: Line,
  inOutcodes: Line,
  notWith: Lines,
  phonesMost: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  phonesTold: Lines,
  other: Type.Optional(Type.String({ maxLength: 2000 })),
}

/** What those fields are called inside a sentence. */
export const CONDITION_LABELS = {
  curfewWhere: 'where they are to be',
  days: 'days of the curfew',
  from1: 'when the curfew begins',
  to1: 'when the curfew ends',
  otherDays: 'other days of the curfew',
  from2: 'when it begins on other days',
  to2: 'when it ends on other days',
  outName: 'the place to stay out of',
  outOutcodes: 'postcodes to stay out of',
  inName: 'the area to stay in',
  inOutcodes: 'postcodes to stay in',
  notWith: 'whom they are not to be with',
  phonesMost: 'how many phones',
  phonesTold: 'numbers that were told',
  other: 'other conditions',
} as const

/** The field of the form for what the rules call wrong. */
export const CONDITION_FIELD_OF = {
  conditions: 'days',
  curfew: 'days',
  keepOut: 'outName',
  stayIn: 'inName',
  phones: 'phonesMost',
} as const

/** What the fields hold, as `readForm` gives it. */
export interface SentConditions {
  readonly curfewWhere?: string
  readonly days?: readonly Weekday[]
  readonly from1?: string
  readonly to1?: string
  readonly otherDays?: readonly Weekday[]
  readonly from2?: string
  readonly to2?: string
  readonly outName?: string
  readonly outOutcodes?: string
  readonly inName?: string
  readonly inOutcodes?: string
  readonly notWith?: string
  readonly phonesMost?: number
  readonly phonesTold?: string
  readonly other?: string
}

/** The conditions that a form holds. */
export function conditionsFrom(sent: SentConditions): Conditions {
  const hours = [...hoursFrom(sent.days, sent.from1, sent.to1), ...hoursFrom(sent.otherDays, sent.from2, sent.to2)]
  const told = linesOf(sent.phonesTold)
  return {
    curfew: hours.length === 0 ? undefined : { where: sent.curfewWhere ?? '', hours },
    keepOut: areaFrom(sent.outName, sent.outOutcodes),
    stayIn: areaFrom(sent.inName, sent.inOutcodes),
    notWith: linesOf(sent.notWith),
    phones: sent.phonesMost === undefined && told.length === 0 ? undefined : { most: sent.phonesMost, told },
    other: sent.other,
  }
}

function hoursFrom(days: readonly Weekday[] = [], from = '', to = ''): CurfewHours[] {
  return days.length === 0 && from === '' && to === '' ? [] : [{ days, from: padded(from), to: padded(to) }]
}

/** '7:00' and '7.00' as '07:00'. */
function padded(time: string): string {
  const parts = /^(\d{1,2})[:.]?(\d{2})$/.exec(time)
  return parts === null ? time : `${parts[1]?.padStart(2, '0')}:${parts[2]}`
}

function areaFrom(name = '', outcodes = ''): Area | undefined {
  const codes = outcodes
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean)
  return name === '' && codes.length === 0 ? undefined : { name, outcodes: codes }
}

function linesOf(text = ''): readonly string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
}

/** Conditions as they stand in the fields of a form. */
export function typedConditions({ curfew, keepOut, stayIn, notWith, phones, other }: Conditions): Typed {
  const [first, second] = curfew?.hours ?? []
  const fields: Readonly<Record<string, string | readonly string[] | undefined>> = {
    curfewWhere: curfew?.where,
    days: first?.days,
    from1: first?.from,
    to1: first?.to,
    otherDays: second?.days,
    from2: second?.from,
    to2: second?.to,
    outName: keepOut?.name,
    outOutcodes: keepOut?.outcodes.join(' '),
    inName: stayIn?.name,
    inOutcodes: stayIn?.outcodes.join(' '),
    notWith: notWith?.join('\n'),
    phonesMost: phones?.most === undefined ? undefined : String(phones.most),
    phonesTold: phones?.told.join('\n'),
    other,
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Days as checkboxes of the two rows of a curfew. */
export function dayChoices(typed: Typed) {
  const ticked = (name: string, day: string) => [typed[name] ?? []].flat().includes(day)
  const rowOf = (name: string) =>
    WEEKDAYS.map(day => ({ value: day, text: DAY_WORDS[day], checked: ticked(name, day) }))
  return { days: rowOf('days'), otherDays: rowOf('otherDays') }
}

const DAY_WORDS: Readonly<Record<Weekday, string>> = {
  monday: 'Monday',
  tuesday: 'Tuesday',
  wednesday: 'Wednesday',
  thursday: 'Thursday',
  friday: 'Friday',
  saturday: 'Saturday',
  sunday: 'Sunday',
}

/** Conditions in words, one line each. */
export function conditionLines({ curfew, keepOut, stayIn, notWith = [], phones, other = '' }: Conditions): string[] {
  return [
    ...(curfew?.hours ?? []).map(({ days, from, to }) => {
      const where = curfew?.where ? `, at ${curfew.where}` : ''
      return `Curfew from ${from} to ${to} ${daysText(days)}${where}`
    }),
    ...(keepOut === undefined ? [] : [`To stay out of ${areaText(keepOut)}`]),
    ...(stayIn === undefined ? [] : [`To stay in ${areaText(stayIn)}`]),
    ...(notWith.length === 0 ? [] : [`Not to be with ${notWith.join('; ')}`]),
    ...(phones?.most === undefined ? [] : [`${phones.most === 1 ? 'One phone' : `${phones.most} phones`} at most`]),
    ...(phones === undefined || phones.told.length === 0
      ? []
      : [`Phone numbers that were told: ${phones.told.join(', ')}`]),
    ...(other === '' ? [] : [`${other} (in words only: nothing asks about this by itself)`]),
  ]
}

function daysText(days: readonly Weekday[]): string {
  return days.length === WEEKDAYS.length ? 'every day' : `on ${days.map(day => DAY_WORDS[day]).join(', ')}`
}

function areaText({ name, outcodes }: Area): string {
  return outcodes.length === 0 ? name : `${name} (${outcodes.join(', ')})`
}
