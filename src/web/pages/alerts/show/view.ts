import type { AlertOutcome } from '#domain/alert-state.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { AlertFile } from '#services/alerts.ts'
import type { Reference } from '#services/contacts.ts'
import { agoText, momentText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import {
  type AskedLines,
  askedLines,
  personRows,
  type RingCard,
  ringCard,
  type TrailLine,
  trailLines,
} from '../../encounters/show/view.ts'
import type { PageModel } from '../../page.ts'
import { KIND_TAGS, metText, teamText, timeText, whoText } from '../words.ts'

/** Exactly what page.njk prints. */
export interface AlertPage extends PageModel {
  readonly alertId: string
  readonly version: number
  readonly caption: string
  readonly title: string
  readonly tag: { readonly text: string; readonly classes: string }
  readonly met: string
  readonly time: string
  readonly team: string
  readonly tone: 'danger' | 'possible' | 'none'
  readonly ring: RingCard
  readonly facts: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[]
  readonly encounterHref: string | undefined
  readonly personHref: string | undefined
  readonly happenings: readonly {
    readonly kind: 'event'
    readonly title: string
    readonly text: string
    readonly time: { readonly text: string; readonly iso: string }
  }[]
  readonly open: boolean
  readonly mayTake: boolean
  readonly outcomes: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly teams: readonly { readonly value: string; readonly text: string; readonly selected: boolean }[]
  readonly typed: Readonly<Record<string, string>>
  readonly opened: string
  readonly conflict: string
  readonly errors: FormErrors
  readonly trail: readonly TrailLine[]
  readonly asked: readonly AskedLines[]
}

/** What the page is made from; `conflict` says what somebody did while this was written. */
export interface AlertView {
  readonly file: AlertFile
  readonly agency: AgencyId
  readonly reference: Reference
  readonly now: string
  readonly typed?: Typed
  readonly errors?: FormErrors
  readonly conflict?: string
}

const OUTCOME_WORDS = {
  safe: 'Seen, and safe for now',
  'taken-over': 'We have taken over',
  'already-known': 'We knew of it already',
  'no-action': 'Nothing for us to do',
} as const satisfies Readonly<Record<Exclude<AlertOutcome, 'not-ours'>, string>>

const HAPPENED = {
  raised: 'Alert raised',
  upgraded: 'The link was confirmed, and the encounter is told in full',
  seen: 'Opened',
  escalated: 'Not answered in time: escalated',
  acknowledged: 'Taken on',
  acted: 'Acted',
  'handed-on': 'Handed on',
  closed: 'Closed',
  'not-ours': 'Said to be somebody else',
} as const

/** One alert: who, where, by whom; whom to ring; what to answer; what was done; the trail. */
export function alertPage(view: AlertView): AlertPage {
  const { file, agency, reference, now, typed = {}, errors = NO_ERRORS } = view
  const { alert, encounter } = file
  const textOf = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '')
  const ring = ringCard({ ...file.reporter, reference: alert.encounterReference, because: undefined })
  return {
    pageTitle: `${whoText(alert)}: alert ${alert.reference}`,
    hasErrors: errors.summary.length > 0,
    alertId: alert.alertId,
    version: alert.version,
    caption: alert.reference,
    title: whoText(alert),
    tag: KIND_TAGS[alert.interestKind],
    met: metText(alert, now),
    time: timeText(alert, now),
    team: teamText(alert, agency),
    tone: alert.state === 'closed' ? 'none' : alert.tells === 'contact-only' ? 'possible' : 'danger',
    ring: { ...ring, numbers: [...callback(encounter?.callback), ...ring.numbers] },
    facts: factsOf(file, reference),
    encounterHref: encounter === undefined ? undefined : `/encounters/${alert.encounterId}`,
    personHref: alert.personId === null ? undefined : `/people/${alert.personId}`,
    happenings: file.happenings.map(one => ({
      kind: 'event',
      title: HAPPENED[one.kind],
      text: [one.byName, one.note].filter(part => part !== null).join(': '),
      time: { text: agoText(one.at, now), iso: one.at },
    })),
    open: alert.state !== 'closed',
    mayTake: alert.state === 'raised' || alert.state === 'escalated',
    outcomes: Object.entries(OUTCOME_WORDS).map(([value, text]) => ({
      value,
      text,
      checked: textOf('outcome') === value,
    })),
    teams: [
      { value: '', text: 'Choose a team', selected: textOf('team') === '' },
      ...(reference.agencyByCode.get(agency)?.teams ?? []).map(one => ({
        value: one.code,
        text: one.name,
        selected: textOf('team') === one.code,
      })),
    ],
    typed: Object.fromEntries(['actNote', 'handNote', 'closeNote', 'oursNote'].map(name => [name, textOf(name)])),
    opened: textOf('kind'),
    conflict: view.conflict ?? '',
    errors,
    trail: trailLines(file.trail, reference, now),
    asked: askedLines(file.asked),
  }
}

function callback(number: string | null | undefined): RingCard['numbers'] {
  if (number === null || number === undefined || number === '') return []
  return [{ label: 'Who met them', number, href: `tel:${number.replace(/[^\d+]/g, '')}` }]
}

function factsOf({ encounter }: AlertFile, reference: Reference): AlertPage['facts'] {
  if (encounter === undefined) return []
  const seen = encounter.observations.map(code => reference.observationByCode.get(code)?.label ?? code)
  const rows: readonly (readonly [string, string | null])[] = [
    ['Why they met', reference.circumstanceByCode.get(encounter.circumstance)?.label ?? encounter.circumstance],
    ['Where', encounter.place],
    ['When', momentText(encounter.occurredAt)],
    ['By', encounter.reporterName],
    ...personRows(encounter.person),
    ['Description', encounter.description],
    ['Seen', seen.length === 0 ? null : seen.join(', ')],
    ['With', encounter.withWhom],
    ['Note', encounter.note],
  ]
  return rows.flatMap(([key, value]) =>
    value === null || value === '' ? [] : [{ key: { text: key }, value: { text: value } }],
  )
}
