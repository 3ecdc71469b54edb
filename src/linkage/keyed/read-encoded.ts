import { readCard } from './card.ts'
import type { EncodedPerson, Meeting } from './encode.ts'
import { SCHEME } from './keys.ts'

/** An encoding that came from elsewhere, checked. Throws an Error that says what is wrong with it. */
export function readEncoded(value: unknown): EncodedPerson {
  const { scheme, key, meetings } = propertiesOf(value)
  if (typeof scheme !== 'number') throw new Error('it is no encoded person')
  if (scheme !== SCHEME) throw new Error(`it is of version ${scheme} of the scheme, and this one reads ${SCHEME}`)
  if (typeof key !== 'string' || !/^[a-z0-9-]+:[a-z0-9-]+\/[a-z0-9-]+\/[0-9a-f]+$/.test(key)) {
    throw new Error('it does not say with which keys it was made')
  }
  if (!Array.isArray(meetings)) throw new Error('it has no meetings')
  return { scheme, key, meetings: meetings.map(readMeeting) }
}

function readMeeting(value: unknown): Meeting {
  const { tag, card } = propertiesOf(value)
  if (typeof tag !== 'string' || typeof card !== 'string') throw new Error('a meeting lacks its tag or card')
  readCard(Buffer.from(card, 'base64url'))
  return { tag, card }
}

function propertiesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
