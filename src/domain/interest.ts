import type { AgencyId } from './values/ids.ts'
import { type Instant, plusMinutes } from './values/time.ts'

/** Why an agency needs to know. In the database and in data/reference/alert-clocks.json under the same words. */
export const INTEREST_KINDS = ['missing', 'order', 'watch', 'allocated-worker', 'open-case'] as const

export type InterestKind = (typeof INTEREST_KINDS)[number]

/** Something that an agency already holds and that makes an encounter with the person matter to it. */
export interface Interest {
  readonly id: string
  readonly kind: InterestKind
  readonly holder: AgencyId
  readonly since: Instant
  /** An order whose conditions were broken is as urgent as a missing child. */
  readonly breached: boolean
  /** Hangs on a record that only named users may open: others are told whom to ring and nothing else. */
  readonly restricted: boolean
  readonly team: string | undefined
}

/** No interest without an end of its own outlives this, unless the feed says it again. */
export const LONGEST_INTEREST_DAYS = 366

/** What a row of a feed says of an interest: that there is one, that it ended, or that the row is none of the kind. */
export interface InterestFact {
  readonly kind: InterestKind
  readonly since: Instant
  readonly endedAt: Instant | undefined
  readonly endedReason: string | undefined
  readonly expiresAt: Instant | undefined
  readonly reviewOn: string | undefined
  readonly reason: string | undefined
  readonly legalBasis: string | undefined
  readonly ownerName: string | undefined
  readonly team: string | undefined
}

/** The part of a stored event that interests are read from. */
export interface EventSaid {
  readonly kind: string
  readonly startsAt: string
  readonly endsAt?: string | undefined
  readonly facts: Readonly<Record<string, unknown>>
}

/** Decisions of the national referral mechanism after which the referral is no open case any more. */
const REFERRAL_ENDED = new Set(['no-reasonable-grounds', 'no-conclusive-grounds', 'withdrawn'])

const DAY_MINUTES = 24 * 60

/**
 * The interests that one event speaks of; none for most.
 *
 * An open missing episode counts whatever its grade: "absent" and "no apparent risk" are episodes like any other. A watch lives
 * until its expiry and never longer than a year from its start.
 */
export function interestsIn(event: EventSaid): InterestFact[] {
  const since = event.startsAt as Instant
  const endsAt = event.endsAt as Instant | undefined
  switch (event.kind) {
    case 'missing':
      return [{ ...plain('missing', since), endedAt: endsAt, endedReason: endsAt === undefined ? undefined : 'found' }]
    case 'watch':
      return watchIn(event, since, endsAt)
    case 'referral':
      return [{ ...plain('open-case', since), expiresAt: yearAfter(since), ...referralEnd(event, since) }]
    default:
      return workIn(event, since, endsAt)
  }
}

function watchIn(event: EventSaid, since: Instant, endsAt: Instant | undefined): InterestFact[] {
  const latest = yearAfter(since)
  const expiresAt = endsAt === undefined || endsAt > latest ? latest : endsAt
  const reason = textOf(event.facts['reason'])
  const legalBasis = textOf(event.facts['legalBasis'])
  if (reason === undefined || legalBasis === undefined) return []
  return [
    {
      ...plain('watch', since),
      expiresAt,
      reason,
      legalBasis,
      reviewOn: textOf(event.facts['reviewOn']) ?? expiresAt.slice(0, 10),
      ownerName: textOf(event.facts['owner']),
      team: textOf(event.facts['team']),
    },
  ]
}

/** Feeds of case systems say with any event that a worker is allocated or a case is open. */
function workIn(event: EventSaid, since: Instant, endsAt: Instant | undefined): InterestFact[] {
  const worker = textOf(event.facts['allocatedWorker'])
  const openCase = event.facts['openCase']
  const ended = endsAt === undefined ? {} : { endedAt: endsAt, endedReason: 'closed' }
  return [
    ...(worker === undefined
      ? []
      : [{ ...plain('allocated-worker', since), expiresAt: yearAfter(since), ownerName: worker, ...ended }]),
    ...(openCase === true || openCase === 'true'
      ? [{ ...plain('open-case', since), expiresAt: yearAfter(since), ...ended }]
      : []),
  ]
}

function referralEnd(event: EventSaid, since: Instant): Pick<InterestFact, 'endedAt' | 'endedReason'> {
  const decision = textOf(event.facts['decision'])
  if (decision === undefined || !REFERRAL_ENDED.has(decision)) return { endedAt: undefined, endedReason: undefined }
  const on = textOf(event.facts['decisionOn'])
  return { endedAt: on === undefined ? since : (`${on}T00:00:00.000Z` as Instant), endedReason: decision }
}

function plain(kind: InterestKind, since: Instant): InterestFact {
  return {
    kind,
    since,
    endedAt: undefined,
    endedReason: undefined,
    expiresAt: undefined,
    reviewOn: undefined,
    reason: undefined,
    legalBasis: undefined,
    ownerName: undefined,
    team: undefined,
  }
}

function yearAfter(since: Instant): Instant {
  return plusMinutes(since, LONGEST_INTEREST_DAYS * DAY_MINUTES)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
