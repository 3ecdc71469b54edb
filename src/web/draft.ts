import type { Draft } from '#http/draft.ts'
import type { Reference } from '#services/contacts.ts'
import { CHANGE_FIRST } from './form.ts'

/** What somebody wrote, as components/draft.njk prints it: to be read, copied and, where that helps, sent again. */
export interface DraftModel {
  readonly rows: readonly { readonly label: string; readonly text: string }[]
  /** All of it in one text, for the clipboard. */
  readonly text: string
  readonly whole: boolean
  readonly again: SendAgain | undefined
}

/** A form that sends the same once more. */
export interface SendAgain {
  readonly action: string
  readonly fields: readonly { readonly name: string; readonly value: string }[]
  readonly button: string
  /** Name of the button that opens the form first; undefined for what has no form to open. */
  readonly change: string | undefined
}

type Field = Draft['fields'][number]

/** Choices are sent as codes; the codes of these fields have words. All else is shown exactly as it was written. */
const CHOICES: Readonly<Record<string, (reference: Reference, code: string) => string | undefined>> = {
  circumstance: (reference, code) => reference.circumstanceByCode.get(code)?.label,
  observations: (reference, code) => reference.observationByCode.get(code)?.label,
  legalBasis: (reference, code) => reference.legalBasisByCode.get(code)?.label,
  gateway: (reference, code) => reference.legalBasisByCode.get(code)?.label,
  agency: (reference, code) => reference.agencyByCode.get(code)?.name,
  to: (reference, code) => reference.agencyByCode.get(code)?.name,
  area: (reference, code) => reference.agencyByCode.get(code)?.name,
  proposal: (reference, code) => reference.leadReasonByCode.get(code)?.label,
  reason: (reference, code) => reference.leadReasonByCode.get(code)?.label,
}
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A draft in words. `button` is what sends it again; without it, it is only there to be read and copied. */
export function draftModel(draft: Draft, reference: Reference, button?: string): DraftModel {
  const written = draft.fields.filter(({ label }) => label !== '')
  const rows = [...Map.groupBy(written, ({ name }) => name).values()].map(fields => rowOf(fields, reference))
  return {
    rows,
    text: rows.map(({ label, text }) => `${label}: ${text}`).join('\n'),
    whole: draft.whole,
    again:
      button === undefined || !draft.whole
        ? undefined
        : { ...draft, button, change: draft.editable ? CHANGE_FIRST : undefined },
  }
}

function rowOf(fields: readonly Field[], reference: Reference): DraftModel['rows'][number] {
  const label = fields[0]?.label ?? ''
  const ids = fields.filter(({ value }) => ID.test(value)).length
  const texts = fields.flatMap(({ name, value }) =>
    ID.test(value) ? [] : [CHOICES[name]?.(reference, value) ?? value],
  )
  return {
    label: label.charAt(0).toUpperCase() + label.slice(1),
    text: [...texts, ...(ids === 0 ? [] : [`${ids} chosen`])].join(', '),
  }
}
