import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Problem } from '#domain/problem.ts'
import { toInstant } from '#domain/values/time.ts'
import { importFile, type Intake, sameAs } from '#services/intake.ts'
import { errorFile, errorHeader, errorLine } from '#services/intake/batches.ts'
import { closeCutOff } from '#services/intake/cut-off.ts'
import { type Preview, previewFile } from '#services/intake/preview.ts'
import type { Source } from '#services/intake/source.ts'
import type { Who } from '#services/context.ts'
import { operatorOf } from '#services/operators.ts'
import type { BatchCounts } from '#store/batches.ts'
import { loadMappings } from '#store/mappings.ts'
import { bytesOf, openSpool } from '#store/spool.ts'
import { type Command, type Io, JobFailed, WrongUse } from './command.ts'
import { agencyOf, type Hub, operatorName, withHub } from './hub.ts'

const help = `throughline ingest FILE --agency CODE --mapping NAME [options]

Brings an agency's records in and joins them with what is held. FILE is CSV (comma, semicolon, tab or bar; UTF-8, UTF-16 or
Windows-1252) or NDJSON; '-' reads standard input. A wrong row stops nothing: it is counted and goes to the error file. Sending
a file twice changes nothing, and sending one again after a stop finishes it.

  --agency CODE         whose records they are, such as essex-police
  --mapping NAME        what kind of file it is (see data/mappings): ${loadMappings()
    .map(mapping => mapping.name)
    .join(', ')}
  --source-system NAME  the agency's system that numbered the people in it; the same number of one system is one person.
                        Default: as the mapping says (data/mappings/README.md)
  --dry-run             change nothing; show counts, first errors, rows as read, and the links it would make
  --errors FILE         write the error rows to this file: line, column, value (masked where personal), reason
  --operator NAME       who is at the keyboard, for the audit; default: the login of the machine
  --json                one JSON object on standard output

Progress is on standard error. Exit codes: 0 done, also with refused rows; 1 the file cannot be read or the hub not opened; 2 wrong use.
`

/** `throughline ingest`: bring an agency's records in. */
export const ingest: Command = {
  name: 'ingest',
  summary: "bring an agency's records in and join them with what is held",
  help,
  run,
}

interface Wanted {
  readonly file: string
  readonly agency: string | undefined
  readonly operator: string | undefined
  readonly mapping: string
  readonly sourceSystem: string | undefined
  readonly dryRun: boolean
  readonly errors: string | undefined
  readonly json: boolean
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const wanted = readArgs(args)
  await checkFile(wanted.file)
  return await withHub(io, async hub => {
    const now = () => toInstant(new Date())
    const who = operatorOf(agencyOf(hub.reference, wanted.agency), operatorName(wanted.operator), now())
    const intake: Intake = { database: hub.database, mappings: loadMappings(), now }
    try {
      await closeCutOff(hub.database, now())
      return await withSource(hub, wanted.file, source =>
        wanted.dryRun ? dryRun(intake, who, wanted, source, io) : bringIn(intake, who, wanted, source, io),
      )
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      throw new JobFailed(error.message)
    }
  })
}

function readArgs(args: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      agency: { type: 'string' },
      mapping: { type: 'string' },
      'source-system': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      operator: { type: 'string' },
      errors: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new WrongUse('give one FILE, or - for standard input')
  const names = loadMappings().map(mapping => mapping.name)
  if (values.mapping === undefined || !names.includes(values.mapping)) {
    throw new WrongUse(`--mapping should be one of: ${names.join(', ')}`)
  }
  return {
    file,
    agency: values.agency,
    operator: values.operator,
    mapping: values.mapping,
    sourceSystem: values['source-system'],
    dryRun: values['dry-run'],
    errors: values.errors,
    json: values.json,
  }
}

async function checkFile(file: string): Promise<void> {
  if (file === '-') return
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) throw new WrongUse(`there is no file ${file}`)
  if (found.isDirectory()) throw new WrongUse(`${file} is a folder; give one file`)
}

/** A named file is read where it lies; standard input can be read once only, so it is kept until the work is done. */
async function withSource<T>(hub: Hub, file: string, work: (source: Source) => Promise<T>): Promise<T> {
  if (file !== '-') return await work({ open: () => bytesOf(file) })
  const spool = openSpool(join(hub.config.dataDir, 'uploads'))
  const id = randomUUID()
  try {
    await spool.keep(id, process.stdin)
    return await work(spool.source(id))
  } finally {
    await spool.remove(id)
  }
}

async function bringIn(intake: Intake, who: Who, wanted: Wanted, source: Source, io: Io): Promise<number> {
  const { batch, same, notes } = await importFile(intake, who, {
    source,
    fileName: wanted.file === '-' ? 'standard input' : basename(wanted.file),
    mapping: wanted.mapping,
    sourceSystem: wanted.sourceSystem,
    onProgress: progressOn(io),
  })
  if (wanted.errors !== undefined) {
    await writeErrors(wanted.errors, errorFile(intake.database, who, (same ?? batch).batchId))
  }
  if (wanted.json) {
    const { batchId, state, counts } = same ?? batch
    io.stdout(`${JSON.stringify({ batchId, state, counts, same: same !== undefined, notes })}\n`)
    return 0
  }
  for (const note of notes) io.stdout(`${note}\n`)
  io.stdout(same === undefined ? inWords(batch.counts) : `${sameAs(same)}\n`)
  if (same === undefined && batch.counts.refused > 0 && wanted.errors === undefined) {
    io.stdout('Run it again with --errors FILE to see what is wrong with each refused row.\n')
  }
  return 0
}

async function dryRun(intake: Intake, who: Who, wanted: Wanted, source: Source, io: Io): Promise<number> {
  const file = wanted.errors
  if (file !== undefined) await writeErrors(file, [errorHeader()])
  const preview = await previewFile(intake, who, {
    source,
    mapping: wanted.mapping,
    sourceSystem: wanted.sourceSystem,
    onProgress: progressOn(io),
    onErrors: errors => file !== undefined && appendFileSync(file, errors.map(errorLine).join('')),
  })
  if (preview.problem !== undefined) throw new JobFailed(preview.problem)
  if (wanted.json) io.stdout(`${JSON.stringify(preview)}\n`)
  else io.stdout(previewInWords(preview))
  return 0
}

async function writeErrors(file: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  try {
    await writeFile(file, pieces, { mode: 0o600 })
  } catch (error) {
    throw new JobFailed(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** At most one line a second. */
function progressOn(io: Io): (counts: BatchCounts, sizeBytes: number) => void {
  const started = performance.now()
  let said = started
  return (counts, sizeBytes) => {
    const now = performance.now()
    if (now - said < 1000) return
    said = now
    const percent = sizeBytes === 0 ? 100 : Math.floor((100 * counts.readBytes) / sizeBytes)
    const perSecond = Math.round((1000 * counts.rows) / (now - started))
    io.stderr(`${number(counts.rows)} rows, ${percent} % of the file, ${number(perSecond)} rows a second\n`)
  }
}

function previewInWords(preview: Preview): string {
  const read = [preview.mapping.title, preview.format.toUpperCase(), preview.encoding, preview.delimiter]
  const rows = preview.sample.map(
    row => `  line ${row.line}: ${row.fields.map(field => `${field.name} ${field.value}`).join(' · ')}\n`,
  )
  const errors = preview.errors.map(
    error => `  line ${error.line}${error.column === null ? '' : `, ${error.column}`}: ${error.reason}\n`,
  )
  return [
    `Read as: ${read.filter(part => part !== undefined).join(', ')}\n`,
    ...preview.notes.map(note => `${note}\n`),
    ...numbersInWords(preview),
    rows.length > 0 ? 'First rows as read:\n' : '',
    ...rows,
    errors.length > 0 ? 'First errors:\n' : '',
    ...errors,
    inWords(preview.counts),
    'Nothing was changed.\n',
  ].join('')
}

/** Whose numbers the people have, and where else they are known, so that another system can be named. */
function numbersInWords({ numbers, sourceSystem }: Preview): readonly string[] {
  if (numbers === undefined || numbers.looked === 0) return []
  return [
    `Numbers of ${numbers.of} are taken for those of the system ${sourceSystem}; looked up: ${number(numbers.looked)}\n`,
    ...numbers.systems
      .filter(one => one.known > 0)
      .map(
        one =>
          `  in ${one.system} ${number(one.known)} are known: ${number(one.same)} with the same details, ${number(one.other)} somebody else's\n`,
      ),
  ]
}

function inWords(counts: BatchCounts): string {
  return [
    `Rows: ${number(counts.rows)} (${number(counts.good)} good, ${number(counts.corrected)} with a marked value, ${number(counts.refused)} refused)`,
    `Of these: ${number(counts.fresh)} new, ${number(counts.changed)} changed, ${number(counts.unchanged)} unchanged, ${number(counts.withdrawn)} withdrawn`,
    `Links: ${number(counts.joined)} ${counts.joined === 1 ? 'row' : 'rows'} joined to other records, ${number(counts.review)} for review`,
    '',
  ].join('\n')
}

function number(value: number): string {
  return value.toLocaleString('en-GB')
}
