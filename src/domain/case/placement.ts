import type { AgencyId } from '../values/ids.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import type { CaseEvent } from './event.ts'

/** Something that was said about a placement: when, by which agency and whom. */
export interface Said {
  readonly at: Instant
  readonly agency: AgencyId
  readonly byName: string | null
  readonly words: string | null
}

/** A looked-after child placed in the area of another authority, and what has been done about it. */
export interface Placement {
  readonly placementId: string
  /** The responsible authority. */
  readonly by: AgencyId
  /** The authority of the area where the child is placed. */
  readonly area: AgencyId
  readonly atDistance: boolean
  readonly emergency: boolean
  readonly startsOn: PlainDate
  readonly notifyBy: Instant
  readonly recordedAt: Instant
  readonly words: string | null
  readonly riskChecked?: Said
  readonly consultationAsked?: Said
  readonly consultationAnswered?: Said
  readonly approved?: Said & { readonly senior: string; readonly post: string }
  readonly notified?: Said
  readonly acknowledged?: Said
  /** Oldest first. */
  readonly warnings: readonly Said[]
  readonly endedOn?: PlainDate
}

/** Placements in other areas, oldest first. */
export type PlacementState = readonly Placement[]

/** The placements after one more event. What is said of an unknown placement, or by an agency that it is not of, changes nothing. */
export function placementsAfter(state: PlacementState, event: CaseEvent): PlacementState {
  if (event.kind === 'placed-elsewhere') return [...state, placed(event)]
  if (!('placementId' in event.facts)) return state
  const { placementId } = event.facts
  return state.map(one => {
    const isParty = event.agency === one.by || event.agency === one.area
    return one.placementId === placementId && one.endedOn === undefined && isParty ? after(one, event) : one
  })
}

function placed(event: Extract<CaseEvent, { kind: 'placed-elsewhere' }>): Placement {
  const { agency, recordedAt, words, facts } = event
  return { ...facts, by: agency, recordedAt, words, warnings: [] }
}

/** The first word of a kind stands: what was done before the move is not made late by being said again. Warnings add up. */
function after(one: Placement, event: CaseEvent): Placement {
  const said: Said = { at: event.happenedAt, agency: event.agency, byName: event.byName, words: event.words }
  const byArea = event.agency === one.area
  switch (event.kind) {
    case 'risk-checked':
      return byArea ? one : { ...one, riskChecked: one.riskChecked ?? said }
    case 'consultation-asked':
      return byArea ? one : { ...one, consultationAsked: one.consultationAsked ?? said }
    case 'consultation-answered':
      return byArea ? { ...one, consultationAnswered: one.consultationAnswered ?? said } : one
    case 'placement-approved':
      return byArea ? one : { ...one, approved: one.approved ?? { ...said, ...event.facts } }
    case 'area-notified':
      return byArea ? one : { ...one, notified: one.notified ?? said }
    case 'area-warned':
      return byArea ? one : { ...one, warnings: [...one.warnings, said] }
    case 'placement-acknowledged':
      return byArea ? { ...one, acknowledged: one.acknowledged ?? said } : one
    case 'placement-ended':
      return byArea ? one : { ...one, endedOn: event.facts.endedOn }
    default:
      return one
  }
}
