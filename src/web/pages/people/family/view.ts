import {
  FAMILY_ENTRIES,
  type FamilyEntryKind,
  GUEST_KINDS,
  guestState,
  PHONE_RULES,
  type PhoneRule,
} from '#domain/family.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { FamilyFile, FamilyGuest, FamilyMessage, Invited } from '#services/family.ts'
import { agoText, dateText, momentText, plainDateText } from '../../../dates.ts'
import { NO_ERRORS, type Sent, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import type { LeadHeader } from '../lead.ts'
import type { PartLink } from '../parts.ts'
import { contactLines, ENTRY_TEXT, GUEST_TEXT, MESSAGE_TEXT, RULE_TEXT, STATE_TEXT } from './words.ts'

interface Item {
  readonly value: string
  readonly text: string
  readonly checked: boolean
}

/** A message on a staff page. */
export interface MessageShown {
  readonly href: string
  readonly title: string
  readonly from: string
  readonly words: string
  readonly lang: string
  readonly danger: boolean
  readonly waits: string
  readonly isLate: boolean
  readonly replies: readonly { readonly by: string; readonly words: string }[]
}

interface Forms {
  readonly typed: Typed
  readonly errors: NonNullable<Sent['errors']>
  readonly conflict: string
}

/** Exactly what page.njk prints. */
export interface FamilyPage extends PageModel, Forms {
  readonly personId: string
  readonly parts: readonly PartLink[]
  readonly lead: LeadHeader
  readonly team: readonly string[]
  /** A young person's own words, newest first. */
  readonly words: readonly { readonly who: string; readonly at: string; readonly words: string }[]
  readonly guests: readonly {
    readonly href: string
    readonly name: string
    readonly who: string
    readonly state: string
    readonly contact: readonly string[]
  }[]
  readonly messages: readonly MessageShown[]
  readonly mayInvite: boolean
  /** Why the reader may not invite, and who may; empty when they may. */
  readonly whyNot: string
  readonly kinds: readonly Item[]
  readonly contact: ContactFields
}

/** What the form of contact prints. */
interface ContactFields {
  readonly voicemail: readonly Item[]
  readonly text: readonly Item[]
  readonly interpreter: boolean
  readonly values: Readonly<Record<'phone' | 'speaks' | 'needs' | 'safeTimes' | 'notAfter', string>>
}

/** What the pages are made from. */
export interface FamilyView {
  readonly file: FamilyFile
  readonly agency: (code: string) => AgencyWords
  readonly lead: LeadHeader
  readonly parts: readonly PartLink[]
  readonly now: Instant
  readonly sent: Sent
  readonly may: { readonly invite: boolean; readonly show: boolean }
  readonly ownAgency: string
}

/** A child's family pages for the team: the young person's own words first, then who was invited, what they wrote, and the invitation. */
export function familyPage(view: FamilyView): FamilyPage {
  const { file, agency, lead, parts, now, sent } = view
  const { guests } = file
  const nameOf = (guestId: string) => guests.find(one => one.guestId === guestId)?.name ?? ''
  const newest = new Map(file.words.toReversed().map(one => [one.guestId, one]))
  return {
    ...formsOf(sent),
    pageTitle: `Family and young person: ${file.name}`,
    hasErrors: (sent.errors ?? NO_ERRORS).summary.length > 0,
    personId: file.personId,
    parts,
    lead,
    team: file.team.map(code => agency(code).name),
    words: [...newest.values()].map(one => ({
      who: nameOf(one.guestId),
      at: momentText(one.at),
      words: one.words,
    })),
    guests: guests.map(guest => ({
      href: `/people/${file.personId}/family/${guest.guestId}`,
      name: guest.name,
      who: GUEST_TEXT[guest.kind],
      state: stateText(guest, now),
      contact: contactLines(guest.contact, now),
    })),
    messages: file.messages.map(message => messageShown(message, nameOf(message.guestId), agency, now)),
    mayInvite: file.mayInvite && view.may.invite,
    whyNot: whyNotInvite(view),
    kinds: items(GUEST_KINDS, GUEST_TEXT, sent.typed?.['kind'] ?? 'parent'),
    contact: contactFields(sent.typed ?? {}, undefined),
  }
}

function whyNotInvite({ file, agency, may }: FamilyView): string {
  if (file.mayInvite && may.invite) return ''
  if (file.mayInvite) return 'Your role does not let you invite. Ask somebody of your agency who works with families.'
  if (file.has.length === 0)
    return 'Your agency cannot invite. Nobody leads for the child yet; until somebody does, an agency that watches the child can.'
  const names = [...new Set(file.has.map(code => agency(code).name))]
  return `Your agency cannot invite. ${names.join(' and ')} ${names.length === 1 ? 'has' : 'have'} the case and can: ask them.`
}

/** A message with who has read it and what was answered. */
export function messageShown(
  message: FamilyMessage,
  from: string,
  agency: FamilyView['agency'],
  now: Instant,
): MessageShown {
  const { kind, at, answerBy, replies } = message
  const isLate = replies.length === 0 && answerBy <= now
  return {
    href: `/family-messages/${message.messageId}`,
    title: `${MESSAGE_TEXT[kind]}, ${agoText(at, now)}`,
    from,
    words: message.words,
    lang: message.language,
    danger: message.danger,
    waits:
      replies.length > 0
        ? ''
        : `Nobody has said that it is read. ${isLate ? 'That was due' : 'Due'} ${momentText(answerBy)}.`,
    isLate,
    replies: replies.map(reply => ({
      by: `${reply.byName}, ${reply.byPost}, ${agency(reply.agency).name}: ${reply.kind === 'seen' ? 'has read it' : 'answered'}, ${momentText(reply.at)}`,
      words: reply.words,
    })),
  }
}

/** Exactly what guest.njk prints. */
export interface GuestPage extends PageModel, Forms {
  readonly personId: string
  readonly guestId: string
  readonly name: string
  readonly sentence: string
  readonly number: string
  readonly contact: readonly string[]
  readonly fields: ContactFields
  readonly isEnded: boolean
  readonly ended: string
  readonly mayChange: boolean
  readonly mayShow: boolean
  readonly kinds: readonly Item[]
  readonly entries: readonly {
    readonly entryId: string
    readonly title: string
    readonly words: string
    readonly by: string
    readonly mayEnd: boolean
  }[]
}

/** One guest: what stands on their page, what may be put there, how to reach them, and closing it. */
export function guestPage(view: FamilyView, guest: FamilyGuest): GuestPage {
  const { file, agency, now, sent, may, ownAgency } = view
  const state = guestState(guest, now, londonDay(now))
  return {
    ...formsOf(sent),
    pageTitle: `${guest.name}, ${GUEST_TEXT[guest.kind]}`,
    hasErrors: (sent.errors ?? NO_ERRORS).summary.length > 0,
    personId: file.personId,
    guestId: guest.guestId,
    name: guest.name,
    sentence: `${stateText(guest, now)}. Invited by ${guest.invitedName}, ${agency(guest.agency).name}, on ${dateText(guest.invitedAt)}.`,
    number: guest.acceptedAt === null ? '' : guest.number,
    contact: contactLines(guest.contact, now),
    fields: contactFields(sent.typed ?? {}, guest),
    isEnded: state === 'ended',
    ended: guest.endedWhy === null ? '' : `Closed by ${guest.endedName ?? ''}: ${guest.endedWhy}`,
    mayChange: may.show && guest.agency === ownAgency && state !== 'ended',
    mayShow: may.show && state !== 'ended',
    kinds: items(FAMILY_ENTRIES, ENTRY_TEXT, sent.typed?.['kind'] ?? 'note'),
    entries: file.entries
      .filter(entry => entry.guestId === guest.guestId)
      .map(entry => ({
        entryId: entry.entryId,
        title: entryTitle(entry.kind, entry.facts.name, entry.facts.at),
        words: entry.words,
        by: `${entry.byName}, ${entry.byPost}, ${agency(entry.agency).name}, ${dateText(entry.at)}`,
        mayEnd: may.show && entry.agency === ownAgency,
      })),
  }
}

/** Exactly what invited.njk prints: link and code, this once. */
export interface InvitedPage extends PageModel {
  readonly personId: string
  readonly link: string
  readonly code: string
  readonly until: string
}

/** What to hand over, after an invitation. */
export function invitedPage(personId: string, invited: Invited, link: string): InvitedPage {
  return { pageTitle: 'Hand over link and code', personId, link, code: invited.code, until: momentText(invited.until) }
}

function entryTitle(kind: FamilyEntryKind, name: string | undefined, at: string | undefined): string {
  return [ENTRY_TEXT[kind], name, at === undefined ? undefined : momentText(at)].filter(Boolean).join(': ')
}

function stateText(guest: FamilyGuest, now: Instant): string {
  const state = guestState(guest, now, londonDay(now))
  return state === 'open' ? `${STATE_TEXT.open} until ${plainDateText(guest.endsOn)}` : STATE_TEXT[state]
}

function contactFields(typed: Typed, guest: FamilyGuest | undefined): ContactFields {
  const text = (field: 'phone' | 'speaks' | 'needs' | 'safeTimes' | 'notAfter') =>
    String(typed[field] ?? guest?.contact[field] ?? '')
  const rule = (field: 'voicemail' | 'text') =>
    items(PHONE_RULES, RULE_TEXT, (typed[field] as PhoneRule | undefined) ?? guest?.contact[field] ?? 'never')
  return {
    voicemail: rule('voicemail'),
    text: rule('text'),
    interpreter: typed['interpreter'] === 'yes' || (guest?.contact.interpreter ?? false),
    values: {
      phone: text('phone'),
      speaks: text('speaks'),
      needs: text('needs'),
      safeTimes: text('safeTimes'),
      notAfter: text('notAfter'),
    },
  }
}

function items<K extends string>(
  values: readonly K[],
  words: Readonly<Record<K, string>>,
  chosen: string | readonly string[],
): readonly Item[] {
  return values.map(value => ({ value, text: words[value], checked: value === chosen }))
}

const EMPTY = { name: '', endsOn: '', words: '', day: '', time: '', helperName: '', helperPhone: '', post: '', why: '' }

function formsOf({ typed = {}, errors = NO_ERRORS, conflict = '' }: Sent): Forms {
  return { typed: { ...EMPTY, ...typed }, errors, conflict }
}
