import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { type BenchRecord, makePersons } from './persons.ts'

/** One file of the ingest benchmark. */
export interface BenchFile {
  readonly agency: string
  readonly mapping: string
  readonly path: string
  readonly rows: number
}

interface Kind {
  readonly agency: string
  readonly mapping: string
  /** Of every ten records, those with these last digits. */
  readonly digits: string
  readonly header: string
  row(record: BenchRecord, day: string): readonly (string | undefined)[]
}

const PERSON = 'given_name,family_name,date_of_birth,sex,address,postcode,phone'
const KINDS: readonly Kind[] = [
  {
    agency: 'enfield-council',
    mapping: 'person-list',
    digits: '0123',
    header: `record_id,${PERSON},nhs_number`,
    row: ({ id, person }) => [id, ...detailsOf(person), person.nhsNumber],
  },
  {
    agency: 'essex-police',
    mapping: 'police-missing',
    digits: '456',
    header: `report_id,${PERSON},reported_at,risk_level,found_at`,
    row: ({ id, person }, day) => [id, ...detailsOf(person), `${day} 21:00`, 'medium', `${day} 23:30`],
  },
  {
    agency: 'met-police',
    mapping: 'police-custody',
    digits: '78',
    header: `custody_id,${PERSON},arrived_at,suite,offence`,
    row: ({ id, person }, day) => [
      id,
      ...detailsOf(person),
      `${day} 03:15`,
      'Lewisham',
      'Possession with intent to supply',
    ],
  },
  {
    agency: 'lewisham-council',
    mapping: 'school-attendance',
    digits: '9',
    header: `row_id,${PERSON},upn,from_date,kind,school`,
    row: ({ id, person }, day) => [id, ...detailsOf(person), person.upn ?? '', day, 'absence', 'Hilltop School'],
  },
]

/** Files of four agencies about the same invented people, `records` rows in all, one row in a hundred with a wrong date. */
export function writeBenchFiles(folder: string, records: number, seed: number): readonly BenchFile[] {
  mkdirSync(folder, { recursive: true })
  const people = makePersons(records, seed)
  return KINDS.map(kind => {
    const rows = people.filter((_, at) => kind.digits.includes(String(at % 10)))
    const lines = rows.map((record, at) => csvLine(kind.row(record, dayOf(at))))
    const path = join(folder, `${kind.mapping}.csv`)
    writeFileSync(path, `${kind.header}\n${lines.join('')}`)
    return { agency: kind.agency, mapping: kind.mapping, path, rows: rows.length }
  })
}

function detailsOf({ givenName, familyName, dateOfBirth, sex, address, postcode, phone }: BenchRecord['person']) {
  return [givenName, familyName, dateOfBirth, sex, address, postcode, phone]
}

function dayOf(at: number): string {
  if (at % 100 === 99) return '29/02/2025'
  return `${String((at % 28) + 1).padStart(2, '0')}/${String((at % 12) + 1).padStart(2, '0')}/2025`
}

function csvLine(cells: readonly (string | undefined)[]): string {
  return `${cells.map(cell => `"${(cell ?? '').replaceAll('"', '""')}"`).join(',')}\n`
}

const task: unknown = workerData
if (typeof task === 'object' && task !== null && 'folder' in task && 'records' in task && 'seed' in task) {
  writeBenchFiles(String(task.folder), Number(task.records), Number(task.seed))
}
