import { type Static, Type } from 'typebox'
import type { UserId } from '#domain/values/ids.ts'
import type { PlainDate } from '#domain/values/time.ts'
import type { SupervisionGiven } from '#services/supervision.ts'

const Day = Type.String({ format: 'date' })
const Text = Type.String({ maxLength: 2000 })
const Id = Type.String({ format: 'uuid' })

/** What the form of a note sends. */
export const SupervisionForm = Type.Object({
  kind: Type.Enum(['note', 'correct']),
  corrects: Type.Optional(Id),
  heldOn: Day,
  worker: Id,
  supervisor: Id,
  reflection: Text,
  agreed: Text,
  agreedBy: Type.Optional(Day),
  nextOn: Type.Optional(Day),
})

/** What its fields are called in errors. */
export const SUPERVISION_LABELS = {
  labels: {
    kind: 'what you do',
    corrects: 'the note that was wrong',
    heldOn: 'the day on which it was held',
    worker: 'the practitioner',
    supervisor: 'the supervisor',
    reflection: 'what you thought about together',
    agreed: 'what was agreed, or that nothing was',
    agreedBy: 'the day by which it is done',
    nextOn: 'the day on which you meet again',
  },
  messages: {
    'worker.required': 'Choose the practitioner',
    'worker.format': 'Choose the practitioner',
    'supervisor.required': 'Choose the supervisor',
    'supervisor.format': 'Choose the supervisor',
  },
}

/** What the form asks for. What is missing in it is for the service to say. */
export function supervisionFrom(sent: Static<typeof SupervisionForm>): SupervisionGiven {
  const { heldOn, worker, supervisor, reflection, agreed, agreedBy, nextOn, corrects } = sent
  return {
    heldOn: heldOn as PlainDate,
    worker: worker as UserId,
    supervisor: supervisor as UserId,
    reflection,
    agreed,
    agreedBy: agreedBy as PlainDate | undefined,
    nextOn: nextOn as PlainDate | undefined,
    corrects,
  }
}
