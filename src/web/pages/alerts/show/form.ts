import { type Static, Type } from 'typebox'
import { ALERT_ANSWERS, ALERT_OUTCOMES, type AlertAnswer } from '#domain/alert-state.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { FormWords } from '../../../form.ts'

/** An answer as a form sends it. */
export const AnswerForm = Type.Object({
  kind: Type.Enum([...ALERT_ANSWERS]),
  version: Type.Integer({ minimum: 1 }),
  from: Type.Optional(Type.String({ maxLength: 20 })),
  actNote: Type.Optional(Type.String({ maxLength: 4000 })),
  team: Type.Optional(Type.String({ maxLength: 60 })),
  handNote: Type.Optional(Type.String({ maxLength: 4000 })),
  outcome: Type.Optional(Type.Enum(ALERT_OUTCOMES.filter(outcome => outcome !== 'not-ours'))),
  closeNote: Type.Optional(Type.String({ maxLength: 4000 })),
  oursNote: Type.Optional(Type.String({ maxLength: 2000 })),
})

/** Words for its errors. */
export const ANSWER_WORDS: FormWords<typeof AnswerForm> = {
  labels: {
    kind: 'your answer',
    version: 'version',
    from: 'page',
    actNote: 'what you did',
    team: 'a team',
    handNote: 'note',
    outcome: 'how it ended',
    closeNote: 'note',
    oursNote: 'reason',
  },
}

/** The answer that a form is, or what it lacks. */
export function answerFrom(
  sent: Static<typeof AnswerForm>,
): AlertAnswer | { readonly problems: readonly FieldProblem[] } {
  const lacks = (field: string, message: string) => ({ problems: [{ field, message }] })
  switch (sent.kind) {
    case 'acknowledge':
      return { kind: 'acknowledge' }
    case 'act':
      return sent.actNote === undefined ? lacks('actNote', 'Say what was done') : { kind: 'act', note: sent.actNote }
    case 'hand-on':
      return sent.team === undefined
        ? lacks('team', 'Choose a team')
        : { kind: 'hand-on', team: sent.team, note: sent.handNote }
    case 'close':
      if (sent.outcome === undefined) return lacks('outcome', 'Choose how it ended')
      if (sent.closeNote === undefined) return lacks('closeNote', 'Say how the child is, and who has them')
      return { kind: 'close', outcome: sent.outcome, note: sent.closeNote }
    case 'not-ours':
      return sent.oursNote === undefined
        ? lacks('oursNote', 'Say how you know that it is somebody else')
        : { kind: 'not-ours', note: sent.oursNote }
  }
}
