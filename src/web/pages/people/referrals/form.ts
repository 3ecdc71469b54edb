import { type Static, Type } from 'typebox'
import { CONSENTS, URGENCIES } from '#domain/case/event.ts'
import { RECEIVER_MOVES, SENDER_MOVES } from '#domain/case/referral-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import type { ReceiverCommand, SenderCommand } from '#services/referrals.ts'
import type { Wrong } from '../../../form.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Words = Type.Optional(Type.String({ maxLength: 2000 }))

/** Whatever one of the forms of an agency sends that refers somebody. */
export const SenderForm = Type.Object({
  kind: Type.Enum([...SENDER_MOVES]),
  referralId: Code,
  service: Code,
  to: Code,
  words: Words,
  wishes: Words,
  consent: Type.Optional(Type.Enum([...CONSENTS])),
  consentWhy: Words,
  urgency: Type.Optional(Type.Enum([...URGENCIES])),
  name: Line,
  phone: Line,
})

/** What its fields are called in errors. */
export const SENDER_WORDS = {
  labels: {
    kind: 'what you do',
    referralId: 'referral',
    service: 'what you ask for',
    to: 'the agency',
    words: 'in your own words',
    wishes: 'what they want',
    consent: 'who agrees',
    consentWhy: 'why nobody agrees',
    urgency: 'how soon you need an answer',
    name: 'whom they ring',
    phone: 'the number to ring',
  },
}

/** Whatever one of the forms of an agency sends to which somebody is referred. */
export const ReceiverForm = Type.Object({
  kind: Type.Enum([...RECEIVER_MOVES]),
  referralId: Code,
  name: Line,
  phone: Line,
  firstOn: Code,
  reason: Code,
  words: Words,
  instead: Words,
  insteadTo: Code,
})

/** What its fields are called in errors. */
export const RECEIVER_WORDS = {
  labels: {
    kind: 'what you do',
    referralId: 'referral',
    name: 'who takes it on',
    phone: 'the number to ring',
    firstOn: 'the day',
    reason: 'why you decline it',
    words: 'in your own words',
    instead: 'what should happen instead',
    insteadTo: 'which agency should do it',
  },
}

/** What a form of whoever refers asks for, or what cannot be read in it. What is missing in it is for the service to say. */
export function senderCommandFrom(sent: Static<typeof SenderForm>): SenderCommand | Wrong {
  const { kind, referralId = '', words = '', consent, urgency } = sent
  if (kind !== 'send') return { kind, referralId, words }
  if (consent === undefined || urgency === undefined)
    return {
      problems: [
        ...(consent === undefined ? [{ field: 'consent', message: 'Choose who agrees' }] : []),
        ...(urgency === undefined ? [{ field: 'urgency', message: 'Choose how soon you need an answer' }] : []),
      ],
    }
  return {
    kind,
    insteadOf: sent.referralId,
    to: (sent.to ?? '') as AgencyId,
    service: sent.service ?? '',
    words,
    wishes: sent.wishes ?? '',
    consent,
    consentWhy: sent.consentWhy ?? '',
    urgency,
    name: sent.name ?? '',
    phone: sent.phone ?? '',
  }
}

/** What a form of whoever is asked asks for, or what cannot be read in it. */
export function receiverCommandFrom(sent: Static<typeof ReceiverForm>): ReceiverCommand | Wrong {
  const { kind, referralId = '', words = '', name = '', phone = '' } = sent
  switch (kind) {
    case 'receive':
      return { kind, referralId, words, name, phone }
    case 'accept': {
      const firstOn = parsePlainDate(sent.firstOn ?? '')
      return firstOn.ok
        ? { kind, referralId, words, name, phone, firstOn: firstOn.value }
        : { problems: [{ field: 'firstOn', message: `Enter the day. ${firstOn.reason}` }] }
    }
    case 'decline': {
      const { reason = '', instead = '', insteadTo = '' } = sent
      return { kind, referralId, words, reason, instead, insteadTo }
    }
    case 'finish':
      return { kind, referralId, words }
  }
}
