import { type FieldProblem, textProblems, tooLong } from './problem.ts'
import { byCodeUnit } from './values/by-code-unit.ts'
import { type AgencyId } from './values/ids.ts'
import { daysBetween, type Instant, minutesBetween, type PlainDate, plusMinutes } from './values/time.ts'

/** Harm that is happening, what may point to it, and what makes it easier. Kept apart: the last is never a sign by itself. */
export const SIGN_CLASSES = ['harm', 'possible', 'vulnerability'] as const

export type SignClass = (typeof SIGN_CLASSES)[number]

/** Where a sign comes from: seen by the agency's own people, said by the child or the family, told by another agency, or a tip. */
export const ORIGIN_KINDS = ['own', 'child', 'family', 'agency', 'tip'] as const

export type OriginKind = (typeof ORIGIN_KINDS)[number]

/** Where a sign comes from. An agency that passes something on names the agency or the tip that it has it from. */
export interface Origin {
  readonly kind: OriginKind
  /** Of kind 'agency': which one. */
  readonly agency?: AgencyId | undefined
  /** Of kind 'tip': what everybody who quotes it calls it, such as a reference number. */
  readonly name?: string | undefined
}

/** A sign as somebody records it. */
export interface SignTold {
  /** Code of data/reference/indicators.json. */
  readonly indicator: string
  /** What was seen, heard or read, in words of their own trade. */
  readonly words: string
  /** Who saw, heard or read it. */
  readonly seenBy: string
  readonly seenOn: PlainDate
  /** Code of data/reference/sign-grades.json. */
  readonly grade: string
  readonly origin: Origin
  /** The sign that this one is seen again of. */
  readonly confirms?: string | undefined
  /** The agency that is asked to answer. */
  readonly askedAgency: AgencyId
}

/** What a sign may say today. */
export interface SignRules {
  readonly indicators: ReadonlySet<string>
  readonly grades: ReadonlySet<string>
  readonly agencies: ReadonlySet<string>
  /** Agencies that may be asked to answer. */
  readonly answerers: ReadonlySet<string>
}

const LONGEST_NAME = 200
const HOUR_MINUTES = 60

/** What is wrong with a sign, field by field; nothing when it is right. */
export function signProblems(told: SignTold, rules: SignRules, today: PlainDate): FieldProblem[] {
  const { origin } = told
  const problem = (field: string, message: string, isWrong: boolean) => (isWrong ? [{ field, message }] : [])
  return [
    ...problem('indicator', 'Choose the sign', !rules.indicators.has(told.indicator)),
    ...textProblems('words', told.words, 'Say what was seen, heard or read'),
    ...problem('seenBy', 'Say who saw, heard or read it', told.seenBy.trim() === ''),
    ...tooLong('seenBy', told.seenBy, LONGEST_NAME),
    ...problem('seenOn', 'The day cannot be after today', daysBetween(told.seenOn, today) < 0),
    ...problem('grade', 'Choose how it is known', !rules.grades.has(told.grade)),
    ...problem(
      'originAgency',
      'Choose the agency that told you',
      origin.kind === 'agency' && !rules.agencies.has(origin.agency ?? ''),
    ),
    ...tooLong('originName', origin.name ?? '', LONGEST_NAME),
    ...problem('askedAgency', 'Choose who should answer', !rules.answerers.has(told.askedAgency)),
  ]
}

/** What is needed of a sign to see whether others say the same. */
export interface SourcedSign {
  readonly agency: AgencyId
  readonly origin: Origin
}

/**
 * The independent sources of signs that say the same, each once, in code-unit order.
 *
 * People of one agency are one source, and so are the child, the family, and a tip by its name, however many agencies quote it. Who
 * quotes an agency that itself recorded it adds nothing. A tip without a name may be any other, so it never adds to another source.
 */
export function independentSources(signs: readonly SourcedSign[]): readonly string[] {
  const recorded = new Set(signs.map(sign => sign.agency))
  const sources = new Set(signs.flatMap(sign => sourceOf(sign, recorded)))
  if (sources.size === 0 && signs.length > 0) sources.add('not-known')
  return [...sources].toSorted()
}

function sourceOf({ agency, origin }: SourcedSign, recorded: ReadonlySet<AgencyId>): string[] {
  switch (origin.kind) {
    case 'own':
      return [`agency ${agency}`]
    case 'child':
    case 'family':
      return [origin.kind]
    case 'agency':
      return origin.agency === undefined || recorded.has(origin.agency) ? [] : [`agency ${origin.agency}`]
    case 'tip': {
      const name = foldedName(origin.name ?? '')
      return name === '' ? [] : [`tip ${name}`]
    }
  }
}

/** The same for one name in whatever case, spacing and punctuation it is written. */
function foldedName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Whether at least two independent sources say it. */
export function isCorroborated(signs: readonly SourcedSign[]): boolean {
  return independentSources(signs).length > 1
}

/** A sign in the lists of a person. */
export interface ListedSign extends SourcedSign {
  readonly signId: string
  readonly sign: SignClass
  readonly indicator: string
  readonly confirms: string | null
  readonly seenOn: PlainDate
}

/** Signs that say the same of a person, the newest first. */
export interface SignGroup<S extends ListedSign> {
  /** What they have in common: the code of the indicator, or the id of the first sign in own words. */
  readonly key: string
  readonly indicator: string
  /** Never empty. */
  readonly signs: readonly S[]
  readonly lastSeenOn: PlainDate
  /** Nobody has seen it again for longer than the reference data allows: it is shown as not confirmed since. */
  readonly isStale: boolean
  readonly isCorroborated: boolean
}

/** Three lists that never add up to a number, each with what was seen last first. */
export type SignLists<S extends ListedSign> = Readonly<Record<SignClass, readonly SignGroup<S>[]>>

/**
 * The signs of a person in three lists. Nothing in one list depends on another.
 *
 * @param staleAfterDays by class
 * @param standsAlone indicators in the recorder's own words: such a sign is only grouped with those that were recorded as seen again
 */
export function signLists<S extends ListedSign>(
  signs: readonly S[],
  today: PlainDate,
  staleAfterDays: Readonly<Record<SignClass, number>>,
  standsAlone: (indicator: string) => boolean,
): SignLists<S> {
  const listOf = (sign: SignClass) =>
    groupsOf(
      signs.filter(one => one.sign === sign),
      today,
      staleAfterDays[sign],
      standsAlone,
    )
  return { harm: listOf('harm'), possible: listOf('possible'), vulnerability: listOf('vulnerability') }
}

function groupsOf<S extends ListedSign>(
  signs: readonly S[],
  today: PlainDate,
  staleAfterDays: number,
  standsAlone: (indicator: string) => boolean,
): SignGroup<S>[] {
  const keyOf = ({ indicator, confirms, signId }: S) => (standsAlone(indicator) ? (confirms ?? signId) : indicator)
  return [...Map.groupBy(signs, keyOf)]
    .flatMap(([key, alike]) => {
      const newestFirst = alike.toSorted((a, b) => byCodeUnit(b.seenOn, a.seenOn) || byCodeUnit(a.signId, b.signId))
      const [last] = newestFirst
      if (last === undefined) return []
      const { seenOn: lastSeenOn, indicator } = last
      const isStale = daysBetween(lastSeenOn, today) > staleAfterDays
      return [{ key, indicator, signs: newestFirst, lastSeenOn, isStale, isCorroborated: isCorroborated(alike) }]
    })
    .toSorted((a, b) => byCodeUnit(b.lastSeenOn, a.lastSeenOn) || byCodeUnit(a.key, b.key))
}

/** Where a sign stands with the agency that was asked. What only makes harm easier asks for no answer. */
export const SIGN_STATES = ['asked', 'acknowledged', 'acted', 'no-concern', 'not-asked'] as const

export type SignState = (typeof SIGN_STATES)[number]

/** What the asked agency may answer. */
export const SIGN_ANSWERS = ['acknowledge', 'act', 'no-concern'] as const

export type SignAnswerKind = (typeof SIGN_ANSWERS)[number]

/** An answer; the name of who gives it is added. */
export interface SignAnswer {
  readonly kind: SignAnswerKind
  /** What was done, or why it is no concern; may be empty when it is only acknowledged. */
  readonly words: string
}

/** Where a sign stands after an answer, or undefined when that answer may not be given to it. */
export function signStateAfter(state: SignState, answer: SignAnswerKind): SignState | undefined {
  switch (answer) {
    case 'acknowledge':
      return state === 'asked' ? 'acknowledged' : undefined
    case 'act':
      return state === 'acted' || state === 'not-asked' ? undefined : 'acted'
    case 'no-concern':
      return state === 'asked' || state === 'acknowledged' ? 'no-concern' : undefined
  }
}

/** What is wrong with an answer: no sign is dismissed, or said to be acted on, without words. */
export function answerProblems({ kind, words }: SignAnswer): FieldProblem[] {
  if (kind === 'acknowledge') return words.trim() === '' ? [] : textProblems('words', words, '')
  return textProblems('words', words, kind === 'act' ? 'Say what was done' : 'Say why it is not a concern')
}

/** Hours of one class; a class without them asks for no answer. */
export interface SignClockHours {
  readonly acknowledgeWithinHours?: number | undefined
  readonly outcomeWithinHours?: number | undefined
  readonly warnHoursBefore?: number | undefined
}

/** When an answer to a sign in this state is due, counted from when it came to it; undefined when none is. */
export function answerDue(state: SignState, since: Instant, clock: SignClockHours): Instant | undefined {
  const hours =
    state === 'asked' ? clock.acknowledgeWithinHours : state === 'acknowledged' ? clock.outcomeWithinHours : undefined
  return hours === undefined ? undefined : plusMinutes(since, hours * HOUR_MINUTES)
}

/** How an answer stands with its clock: 'soon' before the time is over, so that a breach is seen before it happens. */
export type Dueness = 'waits' | 'soon' | 'late'

/** How much time is left for an answer. */
export function duenessOf(due: Instant, now: Instant, warnHoursBefore: number): Dueness {
  if (due <= now) return 'late'
  return minutesBetween(now, due) < warnHoursBefore * HOUR_MINUTES ? 'soon' : 'waits'
}
