import { type FieldProblem, tooLong } from './problem.ts'
import { parseMsisdn } from './values/identifiers.ts'
import { londonDay, londonInstant } from './values/london.ts'
import { type Instant, type PlainDate, plusDays } from './values/time.ts'
import { dayNumber } from './working-days.ts'

/** Days of the week, Monday first. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

export type Weekday = (typeof WEEKDAYS)[number]

/** Hours of a curfew by the clock on the wall in London: '19:00' to '07:00' is into the next morning. */
export interface CurfewHours {
  /** Days on which it begins. */
  readonly days: readonly Weekday[]
  readonly from: string
  readonly to: string
}

/** A place as an order names it, with the outward postcodes that it lies in, in upper case. */
export interface Area {
  readonly name: string
  readonly outcodes: readonly string[]
}

/** What somebody is under. What a computer cannot look at is in `other`, as the order says it. */
export interface Conditions {
  readonly curfew?: { readonly where: string; readonly hours: readonly CurfewHours[] } | undefined
  readonly keepOut?: Area | undefined
  readonly stayIn?: Area | undefined
  /** Names of those whom the person is not to be with. */
  readonly notWith?: readonly string[] | undefined
  /** How many phones at most, and numbers that were told to who supervises. */
  readonly phones?: { readonly most?: number | undefined; readonly told: readonly string[] } | undefined
  readonly other?: string | undefined
}

/** A part of the conditions that a question may be about; 'child' is the child whom an order protects. */
export type ConditionKind = Exclude<keyof Conditions, 'other'> | 'child'

/** What is known of an encounter that a condition may speak of. */
export interface Met {
  readonly at: Instant
  readonly place: string
  /** Outward postcode in upper case. */
  readonly outcode: string | undefined
  readonly withWhom: string | undefined
  readonly phone: string | undefined
  readonly severalPhones: boolean
}

/** Something to ask the person, put to a human. Never a finding. */
export interface ConditionQuestion {
  readonly about: ConditionKind
  readonly text: string
}

/** Whose conditions they are. A person of unknown age is a child. */
export interface Whom {
  readonly isAdult: boolean
  /** Whether the order is there to protect a child from them. Which child is never said. */
  readonly protectsChild: boolean
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/
const OUTCODE = /^[A-Z]{1,2}\d[A-Z\d]?$/
const MOST_HOURS = 7
const MOST_OUTCODES = 50
const MOST_NAMES = 20
const MOST_PHONES = 20
const LONGEST_NAME = 200

/** What is wrong with conditions, field by field; nothing when they are right. */
export function conditionProblems(conditions: Conditions): FieldProblem[] {
  const { curfew, keepOut, stayIn, notWith = [], phones, other = '' } = conditions
  const isEmpty = [curfew, keepOut, stayIn, phones].every(one => one === undefined) && notWith.length === 0
  return [
    ...(isEmpty && other.trim() === '' ? [{ field: 'conditions', message: 'Enter at least one condition' }] : []),
    ...(curfew === undefined ? [] : curfewProblems(curfew)),
    ...areaProblems('keepOut', keepOut),
    ...areaProblems('stayIn', stayIn),
    ...(notWith.length > MOST_NAMES ? [{ field: 'notWith', message: `Name ${MOST_NAMES} people at most` }] : []),
    ...notWith.flatMap(name => tooLong('notWith', name, LONGEST_NAME)),
    ...(phones === undefined ? [] : phoneProblems(phones)),
    ...tooLong('other', other),
  ]
}

function curfewProblems({ where, hours }: NonNullable<Conditions['curfew']>): FieldProblem[] {
  const field = 'curfew'
  if (hours.length === 0 || hours.length > MOST_HOURS)
    return [{ field, message: 'Enter the days and hours of the curfew' }]
  return [
    ...tooLong(field, where, LONGEST_NAME),
    ...hours.flatMap(({ days, from, to }) => [
      ...(days.length === 0 ? [{ field, message: 'Choose the days on which the curfew begins' }] : []),
      ...(TIME.test(from) && TIME.test(to)
        ? []
        : [{ field, message: 'Enter when the curfew begins and ends, such as 19:00 and 07:00' }]),
    ]),
  ]
}

function areaProblems(field: string, area: Area | undefined): FieldProblem[] {
  if (area === undefined) return []
  const wrong = area.outcodes.find(outcode => !OUTCODE.test(outcode))
  return [
    ...(area.name.trim() === '' ? [{ field, message: 'Say what the place or area is called' }] : []),
    ...tooLong(field, area.name, LONGEST_NAME),
    ...(wrong === undefined ? [] : [{ field, message: `“${wrong.slice(0, 12)}” is not the first half of a postcode` }]),
    ...(area.outcodes.length > MOST_OUTCODES ? [{ field, message: `Name ${MOST_OUTCODES} postcodes at most` }] : []),
  ]
}

function phoneProblems({ most, told }: NonNullable<Conditions['phones']>): FieldProblem[] {
  const field = 'phones'
  const wrong = told.find(number => !parseMsisdn(number).ok)
  return [
    ...(most === undefined && told.length === 0
      ? [{ field, message: 'Enter how many phones, or the numbers that were told' }]
      : []),
    ...(wrong === undefined ? [] : [{ field, message: `“${wrong.slice(0, 30)}” is not a phone number` }]),
    ...(told.length > MOST_PHONES ? [{ field, message: `Name ${MOST_PHONES} numbers at most` }] : []),
  ]
}

/**
 * Hours of a curfew that a moment lies in, or undefined.
 *
 * Each night is one stretch of time, so that in the night in which an hour comes twice it ends when its end is first reached, and in
 * the night in which an hour is left out it is an hour shorter.
 */
export function curfewAt(hours: readonly CurfewHours[], at: Instant): CurfewHours | undefined {
  const today = londonDay(at)
  return hours.find(one => [plusDays(today, -1), today].some(day => isInNight(one, day, at)))
}

function isInNight({ days, from, to }: CurfewHours, day: PlainDate, at: Instant): boolean {
  if (!days.includes(weekdayOf(day))) return false
  return readAt(day, from) <= at && at < readAt(to > from ? day : plusDays(day, 1), to)
}

/** 1 January 1970 was a Thursday, three days after a Monday. */
function weekdayOf(day: PlainDate): Weekday {
  return WEEKDAYS[(dayNumber(day) + 3) % 7] ?? 'monday'
}

function readAt(day: PlainDate, time: string): Instant {
  const [, hour, minute] = TIME.exec(time) ?? []
  return londonInstant(day, Number(hour), Number(minute))
}

/**
 * What to ask at an encounter, because conditions may speak of it: first the hour and the place, then company, then phones.
 *
 * A place without a postcode whose name says nothing is asked about too: a person can tell where they stand.
 */
export function questionsAt(conditions: Conditions, met: Met, whom: Whom): ConditionQuestion[] {
  const about = (kind: ConditionKind, text: string | undefined): ConditionQuestion[] =>
    text === undefined ? [] : [{ about: kind, text }]
  return [
    ...about('child', childQuestion(met, whom)),
    ...about('curfew', curfewQuestion(conditions, met, whom)),
    ...about('keepOut', keepOutQuestion(conditions, met, whom)),
    ...about('stayIn', stayInQuestion(conditions, met, whom)),
    ...about('notWith', companyQuestion(conditions, met)),
    ...about('phones', phoneQuestion(conditions, met)),
  ]
}

function childQuestion({ withWhom = '' }: Met, { protectsChild }: Whom): string | undefined {
  if (!protectsChild || withWhom.trim() === '') return undefined
  return 'Is a child with this adult? Speak with the child alone: how old are they, are they safe, and who looks after them? The adult may be told to stay away from a child.'
}

function curfewQuestion({ curfew }: Conditions, { at }: Met, { isAdult }: Whom): string | undefined {
  const hours = curfew && curfewAt(curfew.hours, at)
  if (curfew === undefined || hours === undefined) return undefined
  const where = curfew.where.trim() === '' ? '' : ` at ${curfew.where.trim()}`
  const ask = isAdult
    ? 'Is there a reason why they are out, and is anybody with them who is not safe?'
    : 'Are they safe where they are? Who told them to be here, or brought them?'
  return `They may be under a curfew from ${hours.from} to ${hours.to}${where}. ${ask}`
}

function keepOutQuestion({ keepOut }: Conditions, met: Met, { isAdult }: Whom): string | undefined {
  const inside = keepOut && isInside(keepOut, met)
  if (keepOut === undefined || inside === false) return undefined
  const ask = isAdult
    ? 'Why are they here, and is a child with them?'
    : 'Who sent or brought them, and are they afraid?'
  const where = inside === undefined ? 'Is that where you are? If it is: ' : ''
  return `They may be told to stay out of ${keepOut.name.trim()}. ${where}${ask}`
}

function stayInQuestion({ stayIn }: Conditions, met: Met, { isAdult }: Whom): string | undefined {
  const inside = stayIn && isInside(stayIn, met)
  if (stayIn === undefined || inside === true) return undefined
  const ask = isAdult
    ? 'How did they get here, and is a child with them?'
    : 'How did they get here, who paid, and who is waiting for them?'
  const where = inside === undefined ? 'Are you outside it? If you are: ' : ''
  return `They may be told to stay in ${stayIn.name.trim()}. ${where}${ask}`
}

function companyQuestion({ notWith = [] }: Conditions, { withWhom = '' }: Met): string | undefined {
  const present = wordsOf(withWhom)
  const named = notWith.find(name => [...wordsOf(name)].some(word => present.has(word)))
  if (named === undefined) return undefined
  return `They may be told not to be with ${named.trim()}. Is that who is with them? Speak with them alone: are they afraid of this person?`
}

function phoneQuestion({ phones }: Conditions, { phone, severalPhones }: Met): string | undefined {
  if (phones === undefined) return undefined
  if (phones.most === 1 && severalPhones)
    return 'They may be told to have one phone. Who gave them the other, and what happens if they do not answer it?'
  const given = parseMsisdn(phone ?? '')
  const told = phones.told.map(number => parseMsisdn(number))
  if (!given.ok || told.length === 0 || told.some(number => number.ok && number.value === given.value)) return undefined
  return 'They may have to tell their phone numbers, and this number was not told. Whose phone is it, and who gave it to them?'
}

/** Whether an encounter was in an area: by postcode where it has one, else by name; undefined when neither tells. */
function isInside({ name, outcodes }: Area, { place, outcode }: Met): boolean | undefined {
  const words = wordsOf(name)
  const there = wordsOf(place)
  if (words.size > 0 && [...words].every(word => there.has(word))) return true
  return outcode === undefined || outcodes.length === 0 ? undefined : outcodes.includes(outcode)
}

/** Words of three letters and more, without accents and capitals. */
function wordsOf(text: string): ReadonlySet<string> {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return new Set(plain.split(/[^\p{L}\p{N}]+/u).filter(word => word.length > 2))
}
