import type { Actor } from '#domain/actor.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { StoredSupervision, SupervisionFile } from '#services/supervision.ts'
import { agoText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { type CaseForm, errorsIn, type FormMaterial, formOf } from '../case/forms.ts'
import type { Item, Words } from '../case/words.ts'
import { leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'

/** What the page is made from. */
export interface SupervisionView {
  readonly file: SupervisionFile
  readonly agency: (code: string) => AgencyWords
  readonly reader: Actor
  readonly stepName: (code: string) => string
  readonly material: Pick<FormMaterial, 'typed' | 'errors'>
  readonly parts: readonly PartLink[]
  readonly now: Instant
}

/** Exactly what page.njk prints. */
export function supervisionPage(view: SupervisionView) {
  const { file, agency, reader, stepName, material, parts, now } = view
  const summary = errorsIn(material, ['corrects'])
  return {
    pageTitle: `Supervision: ${file.name}`,
    hasErrors: summary.length > 0,
    errors: summary,
    parts,
    sentence: `What supervisor and practitioner said about the work with ${file.name}. ${
      reader.roles.includes('manager')
        ? 'Managers of your agency and the two who were there read it, and nobody else.'
        : 'You read what you took part in. So do managers of your agency, and nobody else.'
    }`,
    lead: leadHeader({ lead: file.lead, agency, stepName, now, href: `/people/${file.personId}/case` }),
    form: [noteForm(view, undefined)],
    notes: file.notes.map(note => noteOf(note, view)),
  } satisfies PageModel & Record<string, unknown>
}

function noteOf(note: StoredSupervision, view: SupervisionView) {
  const { file, now } = view
  const { heldOn, workerName, supervisorName, reflection, agreed, agreedBy, nextOn } = note
  const later = file.notes.find(one => one.corrects === note.noteId)
  const wrong = file.notes.find(one => one.noteId === note.corrects)
  const isOpen = nextOn !== null && !file.notes.some(one => one.follows.includes(note.noteId))
  return {
    id: `note-${note.noteId}`,
    title: `${plainDateText(heldOn)}: ${workerName}, with ${supervisorName}`,
    corrected: later === undefined ? '' : `A later note corrects this one (${agoText(later.at, now)}).`,
    corrects: wrong === undefined ? '' : `This corrects the note of ${plainDateText(wrong.heldOn)}.`,
    reflection,
    agreed,
    agreedBy: agreedBy === null ? '' : plainDateText(agreedBy),
    next: isOpen ? `They meet again on ${plainDateText(nextOn)}.` : '',
    by: `Written by ${note.byName}, ${agoText(note.at, now)}`,
    form: later === undefined ? [noteForm(view, note)] : [],
  }
}

/** The form of a new note, or of one that corrects another and has the same in its fields. */
function noteForm(view: SupervisionView, wrong: StoredSupervision | undefined): CaseForm {
  const { file, reader, material, now } = view
  const kind = wrong === undefined ? 'note' : 'correct'
  const isManager = reader.roles.includes('manager')
  const mine = isManager ? { supervisor: reader.id } : { worker: reader.id }
  const values = {
    heldOn: wrong?.heldOn ?? londonDay(now),
    reflection: wrong?.reflection ?? '',
    agreed: wrong?.agreed ?? '',
    agreedBy: wrong?.agreedBy ?? '',
    nextOn: wrong?.nextOn ?? '',
    ...(wrong === undefined ? mine : { worker: wrong.workerUser, supervisor: wrong.supervisorUser }),
  }
  const hidden = wrong === undefined ? [] : [{ name: 'corrects', value: wrong.noteId }]
  const key = wrong === undefined ? kind : `${kind}-${wrong.noteId}`
  const action = `/people/${file.personId}/supervision`
  return formOf(noteWords(file, kind), { kind, key, action, hidden, open: false, values }, material)
}

function noteWords({ colleagues }: SupervisionFile, kind: 'note' | 'correct'): Words {
  const choose: Item = { value: '', text: 'Choose a name' }
  const items = (chosen: typeof colleagues) => [choose, ...chosen.map(({ id, name }) => ({ value: id, text: name }))]
  return {
    summary: kind === 'note' ? 'Write down supervision' : 'Correct this note',
    intro:
      kind === 'note'
        ? 'It stays as you write it. What turns out to be wrong is corrected by a later note.'
        : 'The note stays as it is. Write it again as it should have been.',
    button: kind === 'note' ? 'Keep the note' : 'Keep the correction',
    fields: [
      ['day', 'heldOn', 'When was it held?'],
      ['select', 'worker', 'Practitioner', '', items(colleagues)],
      [
        'select',
        'supervisor',
        'Supervisor',
        'A manager',
        items(colleagues.filter(one => one.roles.includes('manager'))),
      ],
      [
        'words',
        'reflection',
        'What did you think about together?',
        'What the child may feel, what worries you, what works, what nobody has asked',
      ],
      ['words', 'agreed', 'What was agreed?'],
      ['day', 'agreedBy', 'By when? (optional)'],
      ['day', 'nextOn', 'When do you meet again? (optional)', 'It stands in what is due until it was held'],
    ],
  }
}
