import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Blocks } from '#linkage/blocks.ts'
import type { Comparable } from '#linkage/comparable.ts'

/** How the peer fared. */
export interface PeerRun {
  /** Of the one statement that blocks and scores; reading the tables is not counted. */
  readonly seconds: number
  readonly pairs: number
  /** Pairs at or above a weight of zero. */
  readonly kept: number
}

/**
 * The same candidate pairs blocked and scored by one DuckDB statement, in the way of Splink: blocks by a join on keys, each pair once;
 * for each comparison a level by the first condition that holds; weights of levels added, names adjusted by their frequency.
 *
 * The peer is given the blocking keys ready-made, which our own time includes.
 */
export async function runPeer(
  people: readonly Comparable[],
  blocks: readonly Blocks[],
  threads: number,
): Promise<PeerRun> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-peer-'))
  try {
    const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
    const connection = await instance.connect()
    try {
      await writeRows(join(folder, 'records.csv'), RECORD_COLUMNS, recordRows(people))
      await writeRows(join(folder, 'keys.csv'), 'record,block', keyRows(blocks))
      await connection.run(tableFrom('records', join(folder, 'records.csv'), RECORD_TYPES))
      await connection.run(tableFrom('keys', join(folder, 'keys.csv'), "{'record': 'INTEGER', 'block': 'BIGINT'}"))
      for (const name of ['given', 'family']) await connection.run(frequencies(name))
      const begun = performance.now()
      const answer = await connection.runAndReadAll(STATEMENT)
      const seconds = (performance.now() - begun) / 1000
      const [pairs, kept] = answer.getRows()[0] ?? []
      return { seconds, pairs: Number(pairs), kept: Number(kept) }
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const RECORD_COLUMNS = 'record,given,middle,family,born,sex,postcode,address,city,phone,email'
const RECORD_TYPES = `{${RECORD_COLUMNS.split(',')
  .map(column => `'${column}': '${column === 'record' ? 'INTEGER' : column === 'born' ? 'DATE' : 'VARCHAR'}'`)
  .join(', ')}}`

/** Weights are those of a usual model; what they are makes no difference to the time. */
const STATEMENT = `
with pairs as (
  select distinct a.record as l, b.record as r
    from keys a join keys b on a.block = b.block and a.record < b.record
), compared as (
  select
    case when a.given is null or b.given is null then 0
         when a.given = b.given then 4.3 + log2(0.0028 / greatest(ga.share, gb.share))
         when a.given = b.family and b.given = a.family then 11
         when jaro_winkler_similarity(a.given, b.given) >= 0.92 then 5
         when jaro_winkler_similarity(a.given, b.given) >= 0.88 then 3
         when jaro_winkler_similarity(a.given, b.given) >= 0.7 then 0 else -3.4 end
  + case when a.middle is null or b.middle is null then 0
         when a.middle = b.middle then 7
         when jaro_winkler_similarity(a.middle, b.middle) >= 0.92 then 4
         when a.middle[1] = b.middle[1] then 0 else -4 end
  + case when a.family is null or b.family is null then 0
         when a.family = b.family then 4.6 + log2(0.0011 / greatest(fa.share, fb.share))
         when jaro_winkler_similarity(a.family, b.family) >= 0.92 then 7
         when jaro_winkler_similarity(a.family, b.family) >= 0.88 then 5
         when jaro_winkler_similarity(a.family, b.family) >= 0.7 then 0 else -3.5 end
  + case when a.born is null or b.born is null then 0
         when a.born = b.born then 13.9
         when damerau_levenshtein(a.born::varchar, b.born::varchar) <= 1 then 5.4
         when abs(date_diff('day', a.born, b.born)) <= 31 then 1.3
         when abs(date_diff('day', a.born, b.born)) <= 366 then -2
         when abs(date_diff('day', a.born, b.born)) <= 3660 then -3 else -4.6 end
  + case when a.sex is null or b.sex is null then 0 when a.sex = b.sex then 1 else -4.6 end
  + case when a.postcode is null or b.postcode is null then 0
         when a.postcode = b.postcode then 12
         when a.postcode[:-3] = b.postcode[:-3] then 4.6
         when split_part(a.postcode, ' ', 1) = split_part(b.postcode, ' ', 1) then 2 else -1.8 end
  + case when a.address is null or b.address is null then 0
         when a.address = b.address then 5
         when jaro_winkler_similarity(a.address, b.address) >= 0.92 then 3 else -1.9 end
  + case when a.city is null or b.city is null then 0 when a.city = b.city then 2.5 else -2.7 end
  + case when a.phone is null or b.phone is null then 0
         when a.phone = b.phone then 17
         when damerau_levenshtein(a.phone, b.phone) <= 1 then 12 else -2.2 end
  + case when a.email is null or b.email is null then 0
         when a.email = b.email then 17
         when split_part(a.email, '@', 1) = split_part(b.email, '@', 1) then 12
         when jaro_winkler_similarity(a.email, b.email) >= 0.88 then 5 else -3.1 end
  - 13.3 as weight
  from pairs
  join records a on a.record = l
  join records b on b.record = r
  left join given_share ga on ga.value = a.given
  left join given_share gb on gb.value = b.given
  left join family_share fa on fa.value = a.family
  left join family_share fb on fb.value = b.family
)
select count(*), count(*) filter (where weight >= 0) from compared`

function tableFrom(table: string, file: string, types: string): string {
  return `create table ${table} as select * from read_csv('${file}', header = true, delim = ',', columns = ${types}, nullstr = '')`
}

function frequencies(name: string): string {
  return `create table ${name}_share as
    select ${name} as value, count(*) / sum(count(*)) over () as share from records where ${name} is not null group by 1`
}

/** Folded values have no quotes or commas in them, but an address of an e-mail may. */
function cell(value: string | undefined): string {
  return value === undefined ? '' : `"${value.replaceAll('"', '""')}"`
}

function* recordRows(people: readonly Comparable[]): Generator<string> {
  for (const [record, c] of people.entries()) {
    const born = c.born && `${c.born.year}-${two(c.born.month)}-${two(c.born.day)}`
    const middle = c.given.slice(1).join(' ') || undefined
    const cells = [
      c.given[0],
      middle,
      c.family.join(' ') || undefined,
      born,
      c.sex,
      c.postcode,
      c.address,
      c.city,
      c.phone,
      c.email,
    ]
    yield `${record},${cells.map(cell).join(',')}`
  }
}

/** A block is known by its rule and by where it ends among the members of that rule's blocks. */
function* keyRows(blocks: readonly Blocks[]): Generator<string> {
  for (const [rule, { entryStart, entryEnd }] of blocks.entries()) {
    for (let record = 0; record + 1 < entryStart.length; record++) {
      for (let entry = entryStart[record] ?? 0; entry < (entryStart[record + 1] ?? 0); entry++) {
        yield `${record},${rule * 2 ** 32 + (entryEnd[entry] ?? 0)}`
      }
    }
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

async function writeRows(file: string, header: string, rows: Iterable<string>): Promise<void> {
  const out = createWriteStream(file)
  out.write(`${header}\n`)
  for (const row of rows) if (!out.write(`${row}\n`)) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
}
