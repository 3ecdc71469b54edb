import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** The version of the scheme: encodings of two versions cannot be compared. */
export const SCHEME = 1

const SHORTEST_SECRET = 32
const KEY_BYTES = 32
const CHECK_BYTES = 6

/** Whose keys they are. */
export interface KeyUse {
  /** Codes of the two agencies; which of them is named first makes no difference. */
  readonly from: string
  readonly to: string
  /** Goes up when the two agencies change their keys; '1' unless given. */
  readonly version?: string
}

/** What two agencies encode with. Never leaves them; the keys do not show when it is printed. */
export interface PairKeys {
  /** Pair, version and a check value, as 'btp:lewisham/1/5f0c…': tells keys apart and says nothing of them. */
  readonly label: string
  /** For the tags by which encodings meet. */
  readonly tag: KeyObject
  /** For the keys under which the rest is encoded, one for each meeting. */
  readonly meeting: KeyObject
}

/**
 * The keys of a pair of agencies, by HKDF with SHA-256 (RFC 5869) from the secret that the two share.
 *
 * Throws an Error when the secret is shorter than 32 bytes or an agency's code is not one.
 */
export function deriveKeys(secret: Uint8Array, { from, to, version = '1' }: KeyUse): PairKeys {
  if (secret.length < SHORTEST_SECRET) throw new Error(`The secret of a pair has at least ${SHORTEST_SECRET} bytes`)
  for (const code of [from, to, version]) {
    if (!/^[a-z0-9-]+$/.test(code)) throw new Error(`'${code}' is not made of small letters, digits and hyphens`)
  }
  if (from === to) throw new Error('A pair is two different agencies')
  const pair = from < to ? `${from}:${to}` : `${to}:${from}`
  const bytesFor = (use: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `throughline keyed ${SCHEME}|${pair}|${version}|${use}`, bytes))
  return {
    label: `${pair}/${version}/${bytesFor('check', CHECK_BYTES).toString('hex')}`,
    tag: createSecretKey(bytesFor('tag', KEY_BYTES)),
    meeting: createSecretKey(bytesFor('meeting', KEY_BYTES)),
  }
}

/** Why two encodings with these labels of keys cannot be compared; undefined when they can. */
export function keyDifference(label: string, other: string): string | undefined {
  const [pair, version, check] = label.split('/')
  const [otherPair, otherVersion, otherCheck] = other.split('/')
  if (pair !== otherPair) return `one is for the pair ${pair}, the other for ${otherPair}`
  if (version !== otherVersion) return `one is with version ${version} of the keys, the other with ${otherVersion}`
  return check === otherCheck ? undefined : 'they were made with different secrets'
}

/** HMAC-SHA-256 of a text. */
export function hmac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
