import type { Concern, ConcernEntry } from '#services/concerns.ts'
import { momentText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { SENDER_WORDS, STATE_WORDS } from '../words.ts'

/** Exactly what page.njk prints. */
export interface ConcernPage extends PageModel {
  readonly concernId: string
  readonly reference: string
  readonly sent: string
  readonly danger: boolean
  readonly worry: string
  readonly language: string
  readonly facts: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[]
  readonly entries: readonly {
    readonly at: string
    readonly by: string
    readonly what: string
    readonly words: string
  }[]
  /** To look whether anybody holds the child, filled in with what was said. */
  readonly searchHref: string
  readonly steps: readonly {
    readonly value: string
    readonly text: string
    readonly hint: { readonly text: string }
    readonly checked: boolean
  }[]
  readonly typed: Typed
  readonly errors: FormErrors
}

const STEPS = [
  { value: 'seen', text: 'I have read it', hint: 'Who sent it sees your name and that you have read it.' },
  { value: 'reply', text: 'Write to who sent it', hint: 'They read it when they come back with their receipt.' },
  { value: 'note', text: 'Keep a note among ourselves', hint: 'Who sent it does not see it.' },
  { value: 'closed', text: 'Close it', hint: 'Say what was done, or why nothing more is. Who sent it reads that.' },
]

const WHAT: Readonly<Record<ConcernEntry['kind'], string>> = {
  added: 'wrote more',
  seen: 'has read it',
  reply: 'wrote to who sent it',
  note: 'noted, for staff alone',
  closed: 'closed it',
}

/** One concern for staff, whole, with what was done and what may be. */
export function concernPage(
  { concern, entries }: { readonly concern: Concern; readonly entries: readonly ConcernEntry[] },
  { typed = {}, errors = NO_ERRORS }: { readonly typed?: Typed; readonly errors?: FormErrors },
): ConcernPage {
  const { said } = concern
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['From', SENDER_WORDS[concern.sender]],
    ['They wrote in', concern.language === 'cy' ? 'Welsh' : 'English'],
    ['Name of the child', said.name],
    ['Age', said.age],
    ['Where', said.place],
    ['How to reach who sent it', said.contact],
    ['When that is safe', said.safeTimes],
    ['Where it stands', concern.addedTo ? 'More was added since it was read' : STATE_WORDS[concern.state]],
  ]
  const step = typed['step'] ?? 'seen'
  return {
    pageTitle: `Worry ${concern.reference}`,
    hasErrors: errors.summary.length > 0,
    concernId: concern.concernId,
    reference: concern.reference,
    sent: momentText(concern.receivedAt),
    danger: said.danger,
    worry: said.worry,
    language: concern.language,
    facts: facts.map(([key, value]) => ({ key: { text: key }, value: { text: value ?? 'They did not say' } })),
    entries: entries.map(entry => ({
      at: momentText(entry.at),
      by: entry.byName ?? 'Who sent it',
      what: WHAT[entry.kind],
      words: entry.words,
    })),
    searchHref: `/people?q=${encodeURIComponent(said.name ?? '')}`,
    steps: STEPS.map(one => ({ ...one, hint: { text: one.hint }, checked: one.value === step })),
    typed: { words: '', ...typed },
    errors,
  }
}
