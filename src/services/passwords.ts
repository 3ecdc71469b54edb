import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Cost of a new hash. Source: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, two passes, one lane. */
const COST: Cost = { memoryKiB: 19_456, passes: 2, lanes: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

interface Cost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

const derive = promisify(argon2)

/** A salted argon2id hash in PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await argon2id(password, salt, COST, TAG_BYTES)
  return `$argon2id$v=19$m=${COST.memoryKiB},t=${COST.passes},p=${COST.lanes}$${base64(salt)}$${base64(tag)}`
}

/** Whether the password has this hash. Without a hash it does the same work and says no, so that time tells nothing. */
export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const stored = hash === undefined ? undefined : PHC.exec(hash)
  if (!stored) {
    await argon2id(password, randomBytes(SALT_BYTES), COST, TAG_BYTES)
    return false
  }
  const [, memoryKiB, passes, lanes, salt = '', tag = ''] = stored
  const expected = Buffer.from(tag, 'base64')
  const cost = { memoryKiB: Number(memoryKiB), passes: Number(passes), lanes: Number(lanes) }
  const actual = await argon2id(password, Buffer.from(salt, 'base64'), cost, expected.length)
  return timingSafeEqual(actual, expected)
}

/** Whether a hash was made at another cost than new ones are, and should be made again after the next sign-in. */
export function isOutdatedHash(hash: string): boolean {
  return !hash.startsWith(`$argon2id$v=19$m=${COST.memoryKiB},t=${COST.passes},p=${COST.lanes}$`)
}

async function argon2id(password: string, salt: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  return derive('argon2id', {
    message: Buffer.from(password.normalize('NFKC')),
    nonce: salt,
    parallelism: cost.lanes,
    tagLength,
    memory: cost.memoryKiB,
    passes: cost.passes,
  })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
