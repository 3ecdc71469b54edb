import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { deriveKeys, encodeList, linkRecords, type LinkResult, type PairKeys } from '#linkage/index.ts'
import { type Command, type Io, WrongUse } from './command.ts'
import { readSecret } from './keyed/files.ts'
import { parseMapping } from './link/fields.ts'
import { readRecords } from './link/read-records.ts'
import { csvCell, writeLines } from './link/write-csv.ts'

const help = `throughline encode FILE --id COL [--map FIELD=COL …] --pair A:B --key-file FILE --out FILE --ids FILE

Encodes records with the key of a pair of agencies, so that the two can ask 'does the other hold this person?' before they
may pool identities. The encodings are of use only beside those that the other agency of the pair makes with the same key:
compare them with 'throughline ask'. Nothing of a record is in them. Who holds the key can test guesses against them, so the
key stays with the two agencies and the encodings go to nobody else (docs/decisions/0012-matching-without-pooling.md).

  --id COL             column with the record's id
  --map FIELD=COL      which column holds what, as for 'throughline link'
  --pair A:B           codes of the two agencies, in either order
  --key-file FILE      the secret of the two: 64 hexadecimal digits or more, as 'openssl rand -hex 32' makes them
  --key-version N      goes up when the two change their keys (1 unless given)
  --out FILE           write the encodings, one JSON object a line, under references chosen at random and in their order
  --ids FILE           write which reference is which id: the columns reference, id. This file stays with you.
  --json               one JSON object on standard output

Exit codes: 0 done, 1 the file cannot be encoded, 2 wrong use.
`

/** `throughline encode`: records to compare with another agency's without pooling them. */
export const encode: Command = {
  name: 'encode',
  summary: "encode records to compare with one other agency's",
  help,
  run,
}

const REFERENCE_BYTES = 12

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      id: { type: 'string' },
      map: { type: 'string', multiple: true, default: [] },
      pair: { type: 'string' },
      'key-file': { type: 'string' },
      'key-version': { type: 'string', default: '1' },
      out: { type: 'string' },
      ids: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (files.length !== 1) throw new WrongUse('give one file to encode')
  const out = needed(values.out, '--out FILE')
  const ids = needed(values.ids, '--ids FILE')
  const idColumn = needed(values.id, '--id COL')
  const mapping = parseMapping(values.map)
  if (mapping.extras.length > 0) throw new WrongUse('text:NAME and category:NAME cannot be encoded')
  const secret = await readSecret(needed(values['key-file'], '--key-file FILE'))
  const keys = keysFor(secret, needed(values.pair, '--pair A:B'), values['key-version'])

  const { records } = await readRecords(files, [idColumn], mapping, io)
  const list = inRandomOrder(linkRecords(records))
  await writeLines(out, encodedLines(keys, list))
  await writeLines(ids, idLines(list))
  const summary = { records: records.length, key: keys.label }
  io.stdout(values.json ? `${JSON.stringify(summary)}\n` : `${summary.records} records encoded with ${summary.key}\n`)
  return 0
}

function needed(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new WrongUse(`${option} is missing`)
  return value
}

function keysFor(secret: Uint8Array, pair: string, version: string): PairKeys {
  const [, from = '', to = ''] = /^([^:]*):([^:]*)$/.exec(pair) ?? []
  try {
    return deriveKeys(secret, { from, to, version })
  } catch (error) {
    throw new WrongUse(`--pair takes the codes of two agencies, as met-police:lewisham (${String(error)})`)
  }
}

type NamedList = Pick<LinkResult, 'ids' | 'people' | 'clusterOf'> & { readonly references: readonly string[] }

/** The records under random references, in the order of these. */
function inRandomOrder({ ids, people, clusterOf }: LinkResult): NamedList {
  const named = people.map((person, at) => ({
    reference: randomBytes(REFERENCE_BYTES).toString('base64url'),
    id: ids[at] ?? '',
    person,
    cluster: clusterOf[at] ?? at,
  }))
  named.sort((a, b) => (a.reference < b.reference ? -1 : 1))
  return {
    references: named.map(({ reference }) => reference),
    ids: named.map(({ id }) => id),
    people: named.map(({ person }) => person),
    clusterOf: Int32Array.from(named, ({ cluster }) => cluster),
  }
}

function* encodedLines(keys: PairKeys, list: NamedList): Generator<string> {
  let at = 0
  for (const encoding of encodeList(keys, list)) {
    yield JSON.stringify({ reference: list.references[at++], ...encoding })
  }
}

function* idLines({ references, ids }: NamedList): Generator<string> {
  yield 'reference,id'
  for (const [at, reference] of references.entries()) yield `${csvCell(reference)},${csvCell(ids[at] ?? '')}`
}
