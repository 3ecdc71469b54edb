import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { type EncodedPerson, keyDifference, readEncoded } from '#linkage/index.ts'
import { JobFailed, WrongUse } from '../command.ts'

/** A line of an encoded file. */
export interface EncodedRecord {
  /** Chosen at random when the file was made; only its maker knows whose it is. */
  readonly reference: string
  readonly person: EncodedPerson
}

/** The secret in a key file: at least 64 hexadecimal digits. @throws WrongUse when there is none */
export async function readSecret(file: string): Promise<Uint8Array> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new WrongUse(`the key file ${file} cannot be read`)
  })
  if (!/^(?:[0-9a-f]{2}){32,}$/i.test(text.trim())) {
    throw new WrongUse(
      `${file} is no key file: it should hold 64 hexadecimal digits, as openssl rand -hex 32 makes them`,
    )
  }
  return Buffer.from(text.trim(), 'hex')
}

/**
 * The records of an encoded file, one by one.
 *
 * @param like what the first record of the run was encoded with; set by it
 * @throws JobFailed naming file and line when one is not a record or has other keys
 */
export async function* readEncodedFile(file: string, like: { key?: string }): AsyncGenerator<EncodedRecord> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new WrongUse(`there is no file ${file}`)
  let number = 0
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    if (line.trim() === '') continue
    const record = readLine(line, `${file} line ${number}`)
    like.key ??= record.person.key
    const difference = keyDifference(like.key, record.person.key)
    if (difference !== undefined) throw new JobFailed(`${file} line ${number} cannot be compared: ${difference}`)
    yield record
  }
}

function readLine(line: string, at: string): EncodedRecord {
  try {
    const value: unknown = JSON.parse(line)
    const reference = typeof value === 'object' && value !== null && 'reference' in value ? value.reference : undefined
    if (typeof reference !== 'string') throw new Error('it has no reference')
    return { reference, person: readEncoded(value) }
  } catch (error) {
    const reason = error instanceof SyntaxError || !(error instanceof Error) ? 'it is no JSON' : error.message
    throw new JobFailed(`${at} cannot be read: ${reason}`)
  }
}
