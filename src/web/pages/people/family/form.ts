import { Type } from 'typebox'
import type { Static } from 'typebox'
import {
  type ContactConditions,
  FAMILY_ENTRIES,
  GUEST_KINDS,
  GUEST_LANGUAGES,
  type NewFamilyEntry,
  PHONE_RULES,
} from '#domain/family.ts'
import { londonInstant } from '#domain/values/london.ts'
import { type Instant, parsePlainDate } from '#domain/values/time.ts'

const Short = Type.Optional(Type.String({ maxLength: 200 }))
const Rule = Type.Enum([...PHONE_RULES])

const CONTACT = {
  phone: Short,
  speaks: Short,
  interpreter: Type.Optional(Type.Enum(['yes'])),
  needs: Short,
  safeTimes: Short,
  voicemail: Rule,
  text: Rule,
  notAfter: Type.Optional(Type.String({ maxLength: 5 })),
}

/** Conditions for contact, as the form sends them. */
export const ContactForm = Type.Object(CONTACT)

/** An invitation, as the form sends it. */
export const InviteForm = Type.Object({
  kind: Type.Enum([...GUEST_KINDS]),
  name: Type.String({ maxLength: 200 }),
  language: Type.Enum([...GUEST_LANGUAGES]),
  endsOn: Type.String({ maxLength: 10 }),
  ...CONTACT,
})

/** Something for a guest's page, as the form sends it. */
export const EntryForm = Type.Object({
  kind: Type.Enum([...FAMILY_ENTRIES]),
  words: Type.Optional(Type.String({ maxLength: 10_000 })),
  day: Type.Optional(Type.String({ maxLength: 10 })),
  time: Type.Optional(Type.String({ maxLength: 5 })),
  helperName: Short,
  helperPhone: Short,
  post: Short,
})

/** Why a page is closed, as the form sends it. */
export const EndForm = Type.Object({ why: Type.Optional(Type.String({ maxLength: 2000 })) })

const CONTACT_LABELS = {
  phone: 'phone number',
  speaks: 'language',
  interpreter: 'interpreter',
  needs: 'what helps them',
  safeTimes: 'safe times',
  voicemail: 'whether a message may be left',
  text: 'whether a text may be sent',
  notAfter: 'the hour',
}

/** Words for what is wrong in the form of contact. */
export const CONTACT_WORDS = { labels: CONTACT_LABELS }

/** Words for what is wrong in an invitation. */
export const INVITE_WORDS = {
  labels: {
    kind: 'whom you invite',
    name: 'what they are called',
    language: 'the language of the page',
    endsOn: 'the day',
    ...CONTACT_LABELS,
  },
  messages: { 'endsOn.required': 'Choose the day on which the page ends' },
}

/** Words for what is wrong in something for a guest's page. */
export const ENTRY_WORDS = {
  labels: {
    kind: 'what it is',
    words: 'your words',
    day: 'the day',
    time: 'the time',
    helperName: 'who helps',
    helperPhone: 'their number',
    post: 'what you do',
  },
}

/** Words for what is wrong in closing a page. */
export const END_WORDS = { labels: { why: 'why' } }

/** The conditions that a form says. */
export function contactFrom(form: Static<typeof ContactForm>): ContactConditions {
  const { interpreter, voicemail, text } = form
  const written = (['phone', 'speaks', 'needs', 'safeTimes', 'notAfter'] as const).flatMap(field =>
    form[field] === undefined ? [] : [[field, form[field]] as const],
  )
  return { ...Object.fromEntries(written), interpreter: interpreter === 'yes', voicemail, text }
}

/** The entry that a form says. An appointment without a day and a time that can be read has none. */
export function entryFrom(form: Static<typeof EntryForm>): NewFamilyEntry {
  const { kind, words = '', post = '', helperName, helperPhone } = form
  const at = kind === 'appointment' ? momentOf(form.day ?? '', form.time ?? '') : undefined
  const helper = {
    ...(helperName === undefined ? {} : { name: helperName }),
    ...(helperPhone === undefined ? {} : { phone: helperPhone }),
  }
  return { kind, words, post, facts: { ...(at === undefined ? {} : { at }), ...(kind === 'helper' ? helper : {}) } }
}

function momentOf(day: string, time: string): Instant | undefined {
  const date = parsePlainDate(day)
  const [, hour = '', minute = ''] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  return date.ok && hour !== '' ? londonInstant(date.value, Number(hour), Number(minute)) : undefined
}
