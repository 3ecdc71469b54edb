import { MISSING_STATUSES } from '#domain/missing-step.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Reference } from '#services/contacts.ts'
import type { MissingFile } from '#services/missing.ts'
import { momentText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../../form.ts'
import { textOf } from '../../shares/words.ts'
import { STATUS_HINTS, STATUS_WORDS } from '../words.ts'

/** What the form is made from. */
export interface NewMissingView {
  readonly personId: string
  readonly person: string
  readonly missing: MissingFile
  readonly ownAgency: string
  readonly reference: Reference
  readonly now: Instant
  readonly key: string
  readonly typed?: Typed
  readonly errors?: FormErrors
}

/** Exactly what page.njk prints. */
export function newMissingPage(input: NewMissingView) {
  const { personId, person, missing, ownAgency, reference, now, key, typed = {}, errors = NO_ERRORS } = input
  const open = missing.episodes.find(episode => episode.agency === ownAgency && episode.state.until === undefined)
  const chosen = (name: string, value: string) => textOf(typed, name) === value
  return {
    pageTitle: 'Report missing or absent',
    hasErrors: errors.summary.length > 0,
    person,
    personHref: `/people/${personId}`,
    action: `/people/${personId}/missing`,
    open:
      open === undefined
        ? undefined
        : {
            text: `Your agency has reported them already, since ${momentText(open.state.since)}.`,
            href: `/people/${personId}/missing/${open.agency}/${open.recordId}`,
          },
    statuses: MISSING_STATUSES.map(value => ({
      value,
      text: STATUS_WORDS[value],
      hint: { text: STATUS_HINTS[value] },
      checked: chosen('status', value),
    })),
    levels: reference.riskLevels.map(({ code, label, meaning }) => ({
      value: code,
      text: label,
      hint: { text: meaning },
      checked: chosen('riskLevel', code),
    })),
    typed: {
      sinceDate: textOf(typed, 'sinceDate', londonDay(now)),
      sinceTime: textOf(typed, 'sinceTime'),
      untilDate: textOf(typed, 'untilDate'),
      untilTime: textOf(typed, 'untilTime'),
      why: textOf(typed, 'why'),
      place: textOf(typed, 'place'),
      postcode: textOf(typed, 'postcode'),
      toldBy: textOf(typed, 'toldBy'),
      circumstances: textOf(typed, 'circumstances'),
    },
    key,
    errors,
  }
}
