import type { Role } from './actor.ts'
import { type FieldProblem, textProblems } from './problem.ts'
import type { UserId } from './values/ids.ts'
import type { PlainDate } from './values/time.ts'

/** What a supervisor and a practitioner said about the work with one child, as one of them writes it down. */
export interface SupervisionGiven {
  readonly heldOn: PlainDate
  readonly worker: UserId
  readonly supervisor: UserId
  readonly reflection: string
  readonly agreed: string
  /** By when that is done. */
  readonly agreedBy?: PlainDate | undefined
  /** When they meet again. */
  readonly nextOn?: PlainDate | undefined
  /** The note that was wrong and that this one corrects. */
  readonly corrects?: string | undefined
}

/** Somebody of the agency who may take part in supervision. */
export interface Colleague {
  readonly id: UserId
  readonly name: string
  readonly roles: readonly Role[]
}

/** What is wrong with a note, field by field: only the two who were there write one, and the supervisor is a manager. */
export function supervisionProblems(
  given: SupervisionGiven,
  { today, writer, colleagues }: { today: PlainDate; writer: UserId; colleagues: readonly Colleague[] },
): FieldProblem[] {
  const { heldOn, worker, supervisor, agreedBy, nextOn } = given
  const here = (id: UserId) => colleagues.find(one => one.id === id)
  return [
    ...fault(heldOn > today, 'heldOn', 'Enter the day on which it was held, today or before'),
    ...fault(here(worker) === undefined, 'worker', 'Choose the practitioner'),
    ...fault(here(supervisor)?.roles.includes('manager') !== true, 'supervisor', 'Choose the supervisor, a manager'),
    ...fault(worker === supervisor, 'supervisor', 'Nobody supervises themselves: choose two people'),
    ...fault(writer !== worker && writer !== supervisor, 'worker', 'Only one of the two who were there writes it down'),
    ...textProblems('reflection', given.reflection, 'Write what you thought about together'),
    ...textProblems('agreed', given.agreed, 'Write what was agreed, or that nothing was'),
    ...fault(agreedBy !== undefined && agreedBy < heldOn, 'agreedBy', 'Enter a day after you met'),
    ...fault(nextOn !== undefined && nextOn <= heldOn, 'nextOn', 'Enter a day after you met'),
  ]
}

function fault(wrong: boolean, field: string, message: string): FieldProblem[] {
  return wrong ? [{ field, message }] : []
}

/** A note as far as it matters which later ones replace it. */
interface Followed {
  readonly noteId: string
  readonly workerUser: string
  readonly follows: readonly string[]
}

/** The notes of which a new one for a practitioner takes over the next day: theirs that no other has followed, and the one that it corrects. */
export function followedBy(
  notes: readonly Followed[],
  { worker, corrects }: Pick<SupervisionGiven, 'worker' | 'corrects'>,
): string[] {
  const gone = new Set(notes.flatMap(one => one.follows))
  return notes
    .filter(one => one.noteId === corrects || (one.workerUser === worker && !gone.has(one.noteId)))
    .map(one => one.noteId)
}
