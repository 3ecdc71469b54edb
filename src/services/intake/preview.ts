import { headerProblem, type Suggestion, suggestMapping } from '#domain/mapping-header.ts'
import type { Mapping, PersonFields } from '#domain/mapping.ts'
import { Problem } from '#domain/problem.ts'
import { authorise, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import { previewLinks } from '#services/linkage.ts'
import { type BatchCounts, type BatchError, findNewestDone, NO_COUNTS } from '#store/batches.ts'
import { findAccompanied } from '#store/held-numbers.ts'
import { changesOf, previewRecords } from '#store/records.ts'
import { CHUNK_ROWS, getMapping, type Intake, type ImportRequest, NO_ROWS, sameAs } from '../intake.ts'
import { counted } from './chunks.ts'
import { type Chunk, mapTable, planFor } from './map-rows.ts'
import { type Numbering, whoseNumbers } from './numbers.ts'
import { delimiterName, type OpenTable, openTable } from './read-rows.ts'
import { inspect, type Inspection } from './source.ts'
import { addCounts } from './store-chunk.ts'

/** What bringing a file in would do, with nothing stored. Holds personal data: keep it no longer than the file. */
export interface Preview {
  readonly mapping: Pick<Mapping, 'name' | 'title' | 'version'>
  readonly sourceSystem: string
  /** Why that system; undefined when the file cannot be read as it should. */
  readonly numbers?: Numbering | undefined
  /** Mappings that the header could be meant for, best first. */
  readonly suggestions: readonly Suggestion[]
  readonly sizeBytes: number
  readonly format: OpenTable['format']
  readonly delimiter: string | undefined
  readonly encoding: Inspection['encoding']
  /** What the sender should know, in sentences. */
  readonly notes: readonly string[]
  readonly columns: readonly string[]
  /** Columns that are kept as given and not read. */
  readonly unread: readonly string[]
  readonly sample: readonly SampleRow[]
  readonly counts: BatchCounts
  /** The first errors, in order of the file. */
  readonly errors: readonly BatchError[]
  /** Rows whose links were looked for; fewer than `counts.rows` in a long file. */
  readonly linksOf: number
  /** Why it cannot be brought in; then nothing was counted. */
  readonly problem?: string | undefined
}

/** One row as it was read. */
export interface SampleRow {
  readonly line: number
  readonly fields: readonly { readonly name: string; readonly value: string }[]
}

const SAMPLE = 5
const ERRORS_SHOWN = 20

/**
 * Read a whole file and say what bringing it in would do: counts, first errors, five rows as read, and links.
 *
 * Without a mapping's name the one that fits the header best is taken. Links are looked for in the first `linksOf` rows.
 * Throws Problem 'bad-file' for what cannot be read at all.
 */
export async function previewFile(
  intake: Intake,
  who: Who,
  request: Pick<ImportRequest, 'source' | 'sourceSystem' | 'onProgress' | 'stop'> & {
    readonly mapping?: string | undefined
    readonly linksOf?: number | undefined
    /** Take the system in which the numbers of people are known, where the sender does not say; a person confirms it. */
    readonly findsSystem?: boolean | undefined
    /** Hears every error, in order of the file. */
    readonly onErrors?: ((errors: readonly BatchError[]) => unknown) | undefined
  },
): Promise<Preview> {
  const source = counted(request.source)
  const inspection = await inspect(source)
  const table = await openTable(source, inspection)
  const suggestions = suggestMapping(intake.mappings, table.columns)
  const mapping = mappingFor(intake.mappings, request.mapping, suggestions)
  const plan = planFor(who.newId(), mapping, table.columns, request.sourceSystem)
  const problem = headerProblem(mapping, table.columns, intake.mappings)
  const about = {
    mapping: { name: mapping.name, title: mapping.title, version: mapping.version },
    sourceSystem: plan.sourceSystem,
    suggestions,
    sizeBytes: inspection.sizeBytes,
    format: table.format,
    delimiter: delimiterName(table.delimiter),
    encoding: inspection.encoding,
    columns: table.columns,
    unread: plan.fit.unread,
  }
  const nothing = { notes: inspection.notes, sample: [], counts: NO_COUNTS, errors: [], linksOf: 0 }
  if (problem !== undefined) return { ...about, ...nothing, problem }

  const numbersOf = (chunk?: Chunk) =>
    unitOfWork(intake.database, { ...who, now: intake.now() }, ctx =>
      whoseNumbers(ctx, plan, chunk?.good ?? [], request.sourceSystem),
    )
  let numbers: Numbering | undefined
  const seen = new Set<string>()
  let counts = NO_COUNTS
  let linksOf = 0
  const sample: SampleRow[] = []
  const errors: BatchError[] = []
  const reading = { newId: who.newId, now: intake.now, readBytes: source.readBytes }
  for await (const read of mapTable(plan, table, intake.chunkRows ?? CHUNK_ROWS, reading)) {
    if (request.stop?.aborted) throw new Problem('not-ready', STOPPED)
    numbers ??= await numbersOf(read)
    const chunk = request.findsSystem ? from(read, numbers.system) : read
    const now = intake.now()
    sample.push(...chunk.good.slice(0, SAMPLE - sample.length).map(row => sampleRow(row.line, row.record)))
    errors.push(...chunk.errors.slice(0, ERRORS_SHOWN - errors.length))
    request.onErrors?.(chunk.errors)
    const withLinks = linksOf < (request.linksOf ?? Number.POSITIVE_INFINITY)
    counts = await previewChunk(intake, { ...who, now }, chunk, counts, withLinks ? seen : undefined)
    if (withLinks) linksOf = counts.rows
    request.onProgress?.(counts, inspection.sizeBytes)
  }
  numbers ??= await numbersOf()
  const sourceSystem = request.findsSystem ? numbers.system : plan.sourceSystem
  const earlier = await newestOf(intake, who, { sourceSystem, mapping: mapping.name })
  const same = earlier?.sha256 === inspection.sha256 ? [sameAs(earlier)] : []
  const asks = request.findsSystem && numbers.mustAsk ? { problem: WHICH_SYSTEM } : {}
  const empty = counts.rows === 0 ? [NO_ROWS] : []
  const notes = [...inspection.notes, ...same, ...empty]
  return { ...about, sourceSystem, numbers, notes, sample, counts, errors, linksOf, ...asks }
}

const STOPPED = 'The service was stopped while the file was checked. Nothing was changed. Send the file again.'

const WHICH_SYSTEM =
  'Numbers in this file are held here for other people, so it is from another of your systems, or the file is not what it seems. Say which system it is from.'

/** The chunk with the numbers of its people taken for those of another system. */
function from(chunk: Chunk, sourceSystem: string): Chunk {
  return { ...chunk, good: chunk.good.map(row => ({ ...row, record: { ...row.record, sourceSystem } })) }
}

function mappingFor(
  mappings: readonly Mapping[],
  name: string | undefined,
  suggestions: readonly Suggestion[],
): Mapping {
  const wanted = name ?? suggestions[0]?.name
  if (wanted !== undefined) return getMapping(mappings, wanted)
  throw new Problem(
    'bad-file',
    'None of the columns is known here. The first line should name the columns, such as given_name, family_name, date_of_birth.',
  )
}

function newestOf(intake: Intake, who: Who, feed: Parameters<typeof findNewestDone>[2]) {
  return unitOfWork(intake.database, { ...who, now: intake.now() }, ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', 'new'))
    return findNewestDone(ctx.tx, grant, feed)
  })
}

function previewChunk(
  intake: Intake,
  who: Who,
  chunk: Chunk,
  before: BatchCounts,
  /** Numbers of people so far; undefined when links are not looked for. */
  seen: Set<string> | undefined,
): Promise<BatchCounts> {
  return unitOfWork(intake.database, who, async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', 'new'))
    const rows = chunk.good.map(row => row.record)
    const stored = await previewRecords(ctx.tx, grant, rows)
    const counts = addCounts(before, chunk, stored, [])
    if (seen === undefined) return counts
    const fresh = changesOf(stored).filter(record => record.outcome !== 'withdrawn')
    const accompanied = await findAccompanied(ctx.tx, grant, fresh)
    const inFile = Map.groupBy(fresh, record => record.subjectRef)
    const links = await previewLinks(
      ctx,
      fresh.map(({ recordId, subjectRef, comparable }) => {
        const known = subjectRef !== undefined && (seen.has(subjectRef) || (inFile.get(subjectRef)?.length ?? 0) > 1)
        return { comparable, isKnown: known || accompanied.has(recordId) }
      }),
    )
    for (const { subjectRef } of fresh) if (subjectRef !== undefined) seen.add(subjectRef)
    return { ...counts, joined: counts.joined + links.join, review: counts.review + links.review }
  })
}

function sampleRow(
  line: number,
  record: { readonly sourceId: string; readonly person: PersonFields; readonly event?: object | undefined },
): SampleRow {
  const { asAt: _, ...person } = record.person
  const { facts, ...event } = { facts: {}, ...record.event }
  const fields = { sourceId: record.sourceId, ...person, ...event, ...facts }
  return {
    line,
    fields: Object.entries(fields).map(([name, value]) => ({
      name,
      value: Array.isArray(value) ? value.join('; ') : String(value).slice(0, 200),
    })),
  }
}
