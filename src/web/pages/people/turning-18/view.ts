import type { Said } from '#domain/case/placement.ts'
import { acceptedLead, type AdultLead, isSettled } from '#domain/case/turning.ts'
import { type TurningMove, type TurningStep, waitingFor } from '#domain/case/turning-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { TurningFile, TurningItem } from '#services/turning-18.ts'
import { agoText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { type CaseForm, errorsIn, type FormMaterial, formOf } from '../case/forms.ts'
import type { Item } from '../case/words.ts'
import { clockTag, dueText, leadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { AGREES_WORDS, turningWords } from './words.ts'

/** What the page is made from. */
export interface TurningView {
  readonly file: TurningFile
  readonly agency: (code: string) => AgencyWords
  readonly ownAgency: AgencyId
  readonly stepName: (code: string) => string
  readonly mayChange: boolean
  readonly agencies: readonly Item[]
  readonly material: Pick<FormMaterial, 'typed' | 'errors'>
  readonly conflict: string | undefined
  readonly parts: readonly PartLink[]
  readonly now: Instant
}

/** Exactly what page.njk prints. */
export function turningPage(view: TurningView) {
  const { file, agency, stepName, now, material, conflict } = view
  const { state, stage } = file
  const summary = errorsIn(material, ['handoverId'])
  const begun = stage.stage === 'preparing' || stage.stage === 'turned'
  const { notNeeded } = state
  return {
    pageTitle: `Turning 18: ${file.name}`,
    hasErrors: summary.length > 0,
    errors: summary,
    conflict,
    parts: view.parts,
    sentence: sentenceOf(file),
    certain: file.born === undefined || file.born.earliest === file.born.latest,
    begun,
    turned: stage.stage === 'turned',
    settled: isSettled(state),
    lead: leadHeader({ lead: file.lead, agency, stepName, now, href: `/people/${file.personId}/case` }),
    adultHref: `/people/${file.personId}/adult`,
    wishes: state.wishes.toReversed().map(one => ({
      words: one.words ?? '',
      by: `${AGREES_WORDS[one.agrees]}. ${saidBy(one, view)}`,
    })),
    wishForms: formsFor(view, ['hear']),
    leads: state.leads.toReversed().map(one => leadOf(one, view)),
    notNeeded:
      notNeeded === undefined
        ? ''
        : `${notNeeded.name}, ${notNeeded.post}, says why nobody of adult services takes over: ${notNeeded.words ?? ''} (${saidBy(notNeeded, view)})`,
    leadForms: formsFor(view, ['accept', 'decline', 'name', 'not-needed']),
    steps: file.steps.map(step => stepOf(step, view)),
    stepForms: formsFor(view, ['step']),
    law: [lawOf('What changes', file.changes), lawOf('What ends', file.ends), lawOf('What goes on', file.goesOn)],
  } satisfies PageModel & Record<string, unknown>
}

function sentenceOf({ name, stage, state }: TurningFile): string {
  switch (stage.stage) {
    case 'unknown':
      return 'We do not know when this person was born. Once a record says so, turning 18 is prepared from 17 on.'
    case 'not-born':
      return 'The date of birth lies in the future: a child who is not born yet, or a day that is mistyped.'
    case 'too-young':
      return `${name} turns 18 on ${plainDateText(stage.eighteenOn)}. Preparing for it begins on ${plainDateText(stage.from)}.`
    case 'past':
      return `${name} turned 18 on ${plainDateText(stage.eighteenOn)}. Nothing was prepared here.`
    case 'preparing':
      return `${name} turns 18 on ${plainDateText(stage.eighteenOn)}. ${
        isSettled(state)
          ? 'It is settled who helps after; the steps go on.'
          : 'Nobody of adult services has accepted yet to help after.'
      }`
    case 'turned':
      return `${name} turned 18 on ${plainDateText(stage.eighteenOn)}. Nothing here has closed: alerts, watches, plan and who leads go on until people end them.`
  }
}

function leadOf(one: AdultLead, view: TurningView) {
  const { agency, now } = view
  const { answer } = one
  const current = acceptedLead(view.file.state)?.handoverId === one.handoverId
  return {
    title: `${one.name}${one.post === '' ? '' : `, ${one.post}`}, ${agency(one.to).name}`,
    phone: one.phone,
    href: `tel:${one.phone.replaceAll(/[^\d+]/g, '')}`,
    tag:
      answer === undefined
        ? { text: 'Asked', classes: 'govuk-tag--yellow' }
        : answer.accepted
          ? {
              text: current ? 'Accepted' : 'Accepted before',
              classes: current ? 'govuk-tag--green' : 'govuk-tag--grey',
            }
          : { text: 'Declined', classes: 'govuk-tag--grey' },
    asked: `${one.named.words ?? ''} (asked by ${saidBy(one.named, view)})`,
    answer:
      answer === undefined
        ? dueText(one.acceptBy, now)
        : `${answer.name}: ${answer.words ?? ''} (${saidBy(answer, view)})`,
  }
}

function stepOf({ item, dueOn, done, standing }: TurningStep<TurningItem>, view: TurningView) {
  return {
    label: item.label,
    hint: item.hint,
    due: plainDateText(dueOn),
    tag:
      done === undefined
        ? clockTag(standing === 'late' ? 'late' : standing === 'soon' ? 'soon' : 'in-time')
        : undefined,
    done: done === undefined ? '' : `Done. ${done.words ?? ''} (${saidBy(done, view)})`,
  }
}

function lawOf(title: string, items: readonly TurningItem[]) {
  return {
    title,
    items: items.map(({ label, hint, source, verified }) => ({
      label,
      hint,
      source: `${verified ? 'Source' : 'Not checked against the source'}: ${source}.`,
    })),
  }
}

function saidBy({ at, agency: code, byName }: Said, { agency, now }: TurningView): string {
  return [byName ?? '', agency(code).name, agoText(at, now)].filter(Boolean).join(', ')
}

function formsFor(view: TurningView, moves: readonly TurningMove[]): readonly CaseForm[] {
  const { file, ownAgency, agencies, material, mayChange } = view
  if (!mayChange) return []
  const steps = file.steps
    .filter(step => step.done === undefined)
    .map(({ item }) => ({ value: item.code, text: item.label }))
  return moves
    .filter(move => file.moves.includes(move) && (move !== 'step' || steps.length > 0))
    .map(move => {
      const asked = move === 'accept' || move === 'decline' ? waitingFor(file.state, ownAgency) : undefined
      const hidden = asked === undefined ? [] : [{ name: 'handoverId', value: asked.handoverId }]
      return formOf(
        turningWords(move, { steps, agencies }),
        {
          kind: move,
          key: [move, ...hidden.map(({ value }) => value)].join('-'),
          action: `/people/${file.personId}/turning-18`,
          hidden,
          open: false,
        },
        material,
      )
    })
}
