import {
  type ContactConditions,
  type FamilyEntryKind,
  type GuestKind,
  type GuestMessage,
  type GuestState,
  mayUsePhone,
  type PhoneRule,
} from '#domain/family.ts'
import type { Instant } from '#domain/values/time.ts'
import { timeText } from '../../../dates.ts'

/** Who a guest is to the child, for staff. */
export const GUEST_TEXT: Readonly<Record<GuestKind, string>> = {
  parent: 'parent or carer',
  'young-person': 'young person',
  advocate: 'advocate',
}

/** Where an invitation stands, for staff. */
export const STATE_TEXT: Readonly<Record<GuestState, string>> = {
  invited: 'Invited, not yet here',
  lapsed: 'The invitation was not used and works no more',
  open: 'Open',
  ended: 'Closed',
}

/** What a message is, for staff. */
export const MESSAGE_TEXT: Readonly<Record<GuestMessage, string>> = {
  message: 'Message',
  advocate: 'Wants an advocate',
  unsafe: 'Says: this is not safe',
}

/** What stands on a guest's page, for staff. */
export const ENTRY_TEXT: Readonly<Record<FamilyEntryKind, string>> = {
  note: 'A note',
  agreed: 'What was agreed',
  appointment: 'An appointment',
  helper: 'Somebody who helps, to be rung',
}

/** What may be done with a phone, for forms. */
export const RULE_TEXT: Readonly<Record<PhoneRule, string>> = {
  never: 'Never',
  'any-time': 'At any time',
  'not-after': 'Not after an hour',
}

/** What to know before somebody is rung, a line each: what must not be done comes first. */
export function contactLines(contact: ContactConditions, now: Instant): readonly string[] {
  const clock = timeText(now)
  const lines = [
    phoneLine(contact, contact.voicemail, 'leave a message', clock),
    phoneLine(contact, contact.text, 'send a text', clock),
    contact.interpreter ? `Book an interpreter${contact.speaks ? `: speaks ${contact.speaks}` : ''}.` : '',
    !contact.interpreter && contact.speaks ? `Speaks ${contact.speaks}.` : '',
    contact.needs ? `What helps them: ${contact.needs}` : '',
    contact.safeTimes ? `Safe times: ${contact.safeTimes}` : '',
    contact.phone ? `Ring ${contact.phone}` : 'No number was given.',
  ]
  return lines.filter(line => line !== '')
}

function phoneLine(contact: ContactConditions, rule: PhoneRule, what: string, clock: string): string {
  if (rule === 'never') return `Never ${what}.`
  if (rule === 'any-time') return `You may ${what}.`
  return mayUsePhone(contact, rule, clock)
    ? `You may ${what} now, but not after ${contact.notAfter}.`
    : `Do not ${what} now: not after ${contact.notAfter}.`
}
