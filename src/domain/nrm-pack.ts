import type { FieldAnswer } from './case/event.ts'
import type { Referral } from './case/nrm.ts'
import type { AgencyId } from './values/ids.ts'
import { isInForce } from './values/in-force.ts'
import type { PlainDate } from './values/time.ts'

/** Something that the records of an agency say. */
export interface Known {
  /** What it answers: 'person.dateOfBirth', 'fact.nationality', 'place.custody', 'event.missing', 'sign.harm', 'lead.agency'. */
  readonly of: string
  readonly text: string
  readonly agency: AgencyId
  readonly source: string
  /** When the agency said it, as far as is known. */
  readonly on: PlainDate | undefined
}

/** A field of the form, as the reference data has it. */
export interface FormField {
  readonly code: string
  readonly section: string
  readonly label: string
  readonly hint: string
  readonly appliesTo: 'any' | 'child' | 'adult'
  readonly from: readonly string[]
  readonly effectiveFrom: PlainDate
  readonly effectiveTo: PlainDate | null
}

/** A section of the form. */
export interface FormSection {
  readonly code: string
  readonly label: string
  readonly about: string
}

/** One field of the pack: what was answered, what the records say, and if neither, that nobody has asked. */
export interface PackField {
  readonly code: string
  readonly label: string
  readonly hint: string
  readonly state: 'answered' | 'known' | 'not-asked' | 'held-back'
  /** Undefined while nobody answered, and for what is held back. */
  readonly answer: FieldAnswer | undefined
  /** Empty for what is held back. */
  readonly known: readonly Known[]
  /** Why it is held back. */
  readonly heldBack: string | undefined
}

/** A section of the pack. */
export interface PackSection extends FormSection {
  readonly fields: readonly PackField[]
}

/** At most so many of what agencies say stand under one field: the newest. */
const MOST_KNOWN = 8

/** Fields that are asked of somebody on a day. Who may be a child is asked as a child. */
export function fieldsFor(fields: readonly FormField[], isAdult: boolean, on: PlainDate): readonly FormField[] {
  return fields.filter(
    field => (field.appliesTo === 'any' || (field.appliesTo === 'adult') === isAdult) && isInForce(field, on),
  )
}

/** Every field of the form, in its order, with what was answered and what agencies say. Nothing is left out, and where they differ none is chosen. */
export function packOf(
  sections: readonly FormSection[],
  fields: readonly FormField[],
  answers: Referral['answers'],
  known: readonly Known[],
): readonly PackSection[] {
  const byTag = Map.groupBy(known, one => one.of)
  return sections
    .map(section => ({
      ...section,
      fields: fields
        .filter(field => field.section === section.code)
        .map(field => packField(field, answers[field.code], byTag)),
    }))
    .filter(section => section.fields.length > 0)
}

function packField(
  field: FormField,
  answer: FieldAnswer | undefined,
  byTag: ReadonlyMap<string, readonly Known[]>,
): PackField {
  const { code, label, hint } = field
  if (answer?.heldBack !== undefined)
    return { code, label, hint, state: 'held-back', answer: undefined, known: [], heldBack: answer.heldBack }
  const known = knownFor(field, byTag)
  const state = answer !== undefined ? 'answered' : known.length > 0 ? 'known' : 'not-asked'
  return { code, label, hint, state, answer, known, heldBack: undefined }
}

/** The same words of one agency once, the newest first; in the order in which the field names what answers it. */
function knownFor({ from }: FormField, byTag: ReadonlyMap<string, readonly Known[]>): readonly Known[] {
  const all = from.flatMap(tag => (byTag.get(tag) ?? []).toSorted((a, b) => (b.on ?? '').localeCompare(a.on ?? '')))
  const first = new Map<string, Known>()
  for (const one of all) if (!first.has(`${one.agency} ${one.text}`)) first.set(`${one.agency} ${one.text}`, one)
  return [...first.values()].slice(0, MOST_KNOWN)
}

/** What nobody has asked, in the order of the form. */
export function nobodyAsked(pack: readonly PackSection[]): readonly PackField[] {
  return pack.flatMap(section => section.fields.filter(field => field.state === 'not-asked'))
}

/** What is held back, in the order of the form. */
export function heldBackIn(pack: readonly PackSection[]): readonly PackField[] {
  return pack.flatMap(section => section.fields.filter(field => field.state === 'held-back'))
}
