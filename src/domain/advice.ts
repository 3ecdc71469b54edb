/** Years of age, from and to; the same when it is known. */
export interface AgeRange {
  readonly from: number
  readonly to: number
}

/** Whether somebody is under 18. When it is not known they are treated as a child until it is. */
export type AgeGroup = 'child' | 'young-person' | 'adult' | 'unknown'

/** What to do now, and what must not be assumed; most important first. */
export interface Advice {
  readonly doNow: readonly string[]
  readonly assumeNot: readonly string[]
}

/** What the advice depends on. */
export interface AdviceParts {
  readonly kind: 'known' | 'possibly-known' | 'not-known'
  readonly age: AgeGroup
  readonly circumstance: string
  readonly observations: readonly string[]
  readonly withSomeone: boolean
  /** Whom to ring first. */
  readonly ring: string | undefined
}

/** Under 16 a child, 16 and 17 a young person; a range that spans 18 is not known. */
export function ageGroupOf(age: AgeRange | undefined): AgeGroup {
  if (age === undefined) return 'unknown'
  if (age.from >= 18) return 'adult'
  if (age.to >= 18) return 'unknown'
  return age.to < 16 ? 'child' : 'young-person'
}

const WORD = {
  child: 'this child',
  'young-person': 'this young person',
  adult: 'this person',
  unknown: 'this person',
} as const satisfies Readonly<Record<AgeGroup, string>>

/**
 * What to do and what not to assume, for the one who is with the person now.
 *
 * Emergencies first. A child is a victim first, whatever was found. Sources: Home Office, Criminal exploitation of children and
 * vulnerable adults: county lines guidance (2023); Modern Slavery Act 2015, section 45; PACE Code C (appropriate adult).
 */
export function adviceFor(parts: AdviceParts): Advice {
  return { doNow: [...emergencies(parts), ...steps(parts)], assumeNot: traps(parts) }
}

function emergencies({ observations, age }: AdviceParts): string[] {
  const seen = new Set(observations)
  return [
    ...(seen.has('concealed') ? ['Drugs inside the body can kill: ring 999 now.'] : []),
    ...(seen.has('injuries') ? ['See that the injuries are looked at today, and write down where they are.'] : []),
    ...(seen.has('threatened') || seen.has('debt')
      ? [`Take the threat or the debt seriously: ask what happens if ${WORD[age]} goes home without the money.`]
      : []),
  ]
}

function steps(parts: AdviceParts): string[] {
  const { kind, age, ring } = parts
  const word = WORD[age]
  const minor = age !== 'adult'
  return [
    ...(ring === undefined ? [] : [`Ring ${ring} now, and say the reference.`]),
    ...(kind === 'known' && minor ? [`Stay with ${word} until somebody has taken over from you.`] : []),
    minor
      ? `Treat ${word} as a victim first, whatever was found on them.`
      : 'Ask, where nobody else can hear, whether they are safe and free to go.',
    ...(age === 'unknown' ? ['Treat them as a child until you know that they are not.'] : []),
    ...(parts.withSomeone || parts.observations.includes('controlled') || parts.observations.includes('older-person')
      ? ['Speak with them away from whoever they are with.']
      : []),
    ...(parts.circumstance === 'custody' ? custody(minor) : []),
    ...(kind === 'not-known' ? ['If you are worried, tell your duty team: one press below. In danger now: 999.'] : []),
    'Write down what they say in their own words.',
  ]
}

function custody(minor: boolean): string[] {
  return [
    ...(minor ? ['An appropriate adult before any interview, who is not from the people they were found with.'] : []),
    'Before a charge: think of a referral to the national referral mechanism and of the section 45 defence.',
  ]
}

function traps({ kind, age, withSomeone, ring }: AdviceParts): string[] {
  const minor = age !== 'adult'
  return [
    minor
      ? 'that they chose this, or are old enough to have chosen it'
      : 'that they are free to leave because they say so',
    ...(withSomeone ? ['that the person with them is family, a friend, or safe'] : []),
    ...(kind === 'not-known'
      ? ['that nobody is looking for them: the report may not have been made yet']
      : ['that home is safe, or that parents or carers have been told: ask who tells them']),
    ...(kind === 'possibly-known' && ring !== undefined
      ? [`that it is the person ${ring} knows: only they can say`]
      : []),
    ...(minor
      ? []
      : ['that an adult who was reported missing wants to be found: ask them before you say where they are']),
    'that a train ticket, a phone or new clothes were gifts',
  ]
}
