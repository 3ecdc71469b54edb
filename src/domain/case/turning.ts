import type { AgencyId } from '../values/ids.ts'
import type { Instant } from '../values/time.ts'
import type { Answer, CaseEvent } from './event.ts'
import type { Said } from './placement.ts'

/** Somebody of adult services who is asked to lead after eighteen. */
export interface AdultLead {
  readonly handoverId: string
  readonly from: AgencyId
  readonly to: AgencyId
  readonly named: Said
  readonly name: string
  readonly post: string
  readonly phone: string
  readonly acceptBy: Instant
  readonly answer?: Said & { readonly accepted: boolean; readonly name: string }
}

/** How a child is prepared for eighteen. Lists are oldest first. */
export interface TurningState {
  /** Steps that were done, by their code; the first time counts. */
  readonly done: Readonly<Record<string, Said>>
  /** What the young person says, and whether they agree that adult services are told. */
  readonly wishes: readonly (Said & { readonly agrees: Answer })[]
  readonly leads: readonly AdultLead[]
  /** That a named person says why nobody of adult services takes over; the last one counts. */
  readonly notNeeded?: Said & { readonly name: string; readonly post: string }
}

/** Where nothing was written yet. */
export const NOT_PREPARED: TurningState = { done: {}, wishes: [], leads: [] }

/** The state after one more event. An answer by an agency that was not asked changes nothing. */
export function turningAfter(state: TurningState, event: CaseEvent): TurningState {
  const said: Said = { at: event.happenedAt, agency: event.agency, byName: event.byName, words: event.words }
  switch (event.kind) {
    case 'turning-step-done': {
      const { step } = event.facts
      return step in state.done ? state : { ...state, done: { ...state.done, [step]: said } }
    }
    case 'turning-wish-told':
      return { ...state, wishes: [...state.wishes, { ...said, ...event.facts }] }
    case 'adult-lead-named':
      return { ...state, leads: [...state.leads, { ...event.facts, from: event.agency, named: said }] }
    case 'adult-lead-accepted':
    case 'adult-lead-declined': {
      const { handoverId, name } = event.facts
      const answer = { ...said, accepted: event.kind === 'adult-lead-accepted', name }
      return {
        ...state,
        leads: state.leads.map(one =>
          one.handoverId === handoverId && one.to === event.agency && one.answer === undefined
            ? { ...one, answer }
            : one,
        ),
      }
    }
    case 'adult-lead-not-needed':
      return { ...state, notNeeded: { ...said, ...event.facts } }
    default:
      return state
  }
}

/** Who has accepted to lead after eighteen; the last one, when somebody else took over. */
export function acceptedLead({ leads }: TurningState): AdultLead | undefined {
  return leads.findLast(one => one.answer?.accepted === true)
}

/** Those who were named and have not answered. */
export function waitingLeads({ leads }: TurningState): readonly AdultLead[] {
  return leads.filter(one => one.answer === undefined)
}

/** Whether it is settled what comes after eighteen: somebody accepted, or somebody says why nobody has to. */
export function isSettled(state: TurningState): boolean {
  return acceptedLead(state) !== undefined || state.notNeeded !== undefined
}
