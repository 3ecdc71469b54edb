import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AgencyId } from '#domain/values/ids.ts'
import { toInstant } from '#domain/values/time.ts'
import { importFile } from '#services/intake.ts'
import { operatorOf } from '#services/operators.ts'
import { openDatabase } from '#store/database.ts'
import { loadMappings } from '#store/mappings.ts'

/** Reads a file that never ends, row by row, until it is killed; says after each row how many are in. Started by tests. */

const [, , connection = '{}', agency = ''] = process.argv
const database = openDatabase(JSON.parse(connection))
const now = () => toInstant(new Date())

const rows = {
  async *open() {
    yield Buffer.from('record_id,first_name,surname\n')
    // Looked through three times before its rows are stored: only then has it no end.
    opened += 1
    for (let n = 1; opened < 3 ? n < 4 : true; n += 1) {
      yield Buffer.from(`${n},Ann,Example${n}\n`)
      if (opened === 3) await sleep(20)
    }
  },
}
let opened = 0

await importFile(
  { database, mappings: loadMappings(), now, chunkRows: 1 },
  { ...operatorOf(agency as AgencyId, 'test', now()), newId: randomUUID, randomBytes },
  {
    source: rows,
    fileName: 'endless.csv',
    mapping: 'person-list',
    onProgress: counts => process.stdout.write(`${counts.rows}\n`),
  },
)
