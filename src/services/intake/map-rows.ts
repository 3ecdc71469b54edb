import { setImmediate as nextTurn } from 'node:timers/promises'
import { applyMapping } from '#domain/apply-mapping.ts'
import { fitHeader, type HeaderFit, sourceSystemOf } from '#domain/mapping-header.ts'
import type { FieldError, MappedRow, Mapping, PersonFields } from '#domain/mapping.ts'
import { timedId } from '#domain/values/timed-id.ts'
import { blockingKeys, type PersonInput, toComparable } from '#linkage/index.ts'
import type { BatchError } from '#store/batches.ts'
import type { IncomingRecord } from '#store/records.ts'
import { inChunks, oneAhead } from './chunks.ts'
import type { OpenTable, SourceRow } from './read-rows.ts'

/** How the rows of one file are turned into records. */
export interface Plan {
  readonly batchId: string
  readonly mapping: Mapping
  readonly fit: HeaderFit
  readonly sourceSystem: string
}

/** A row that goes in, with its line and whether a value of it was marked. */
export interface GoodRow {
  readonly line: number
  readonly marked: boolean
  readonly record: IncomingRecord
}

/** Rows of one file that are stored together. */
export interface Chunk {
  readonly good: readonly GoodRow[]
  readonly errors: readonly BatchError[]
  /** Rows that gave errors. */
  readonly refused: number
  readonly readBytes: number
}

/** Rows after which the chunk that is being stored gets its turn. */
const AT_ONCE = 50

/** Longer ids and versions cannot be looked up. */
const LONGEST_ID = 200

/** The plan for a file: which of its columns is which of the mapping, and whose numbers it has when the sender does not say. */
export function planFor(
  batchId: string,
  mapping: Mapping,
  columns: readonly string[],
  sourceSystem: string | undefined,
): Plan {
  const fit = fitHeader(mapping, columns)
  return { batchId, mapping, fit, sourceSystem: sourceSystem ?? sourceSystemOf(mapping, fit) }
}

/** The rows of an opened table as chunks of `size`, read and mapped one chunk ahead of whoever stores them. */
export function mapTable(
  plan: Plan,
  table: OpenTable,
  size: number,
  context: { readonly newId: () => string; readonly now: () => string; readonly readBytes: () => number },
): AsyncGenerator<Chunk> {
  async function* chunks(): AsyncGenerator<Chunk> {
    for await (const rows of inChunks(table, size)) {
      yield await mapRows(plan, rows, { newId: context.newId, now: context.now(), readBytes: context.readBytes() })
    }
  }
  return oneAhead(chunks())
}

/** Rows as records and errors, in order. Every row is in exactly one of the two. Others get their turn now and then. */
export async function mapRows(
  plan: Plan,
  rows: readonly SourceRow[],
  context: { readonly newId: () => string; readonly now: string; readonly readBytes: number },
): Promise<Chunk> {
  const good: GoodRow[] = []
  const errors: BatchError[] = []
  let refused = 0
  for (const [at, row] of rows.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await nextTurn()
    const mapped = 'cells' in row ? mapRow(plan, row.line, row.cells, context) : wrongRow(row)
    if (Array.isArray(mapped)) {
      refused++
      errors.push(...mapped)
    } else good.push(mapped)
  }
  return { good, errors, refused, readBytes: context.readBytes }
}

/** An error of a whole row. */
export function wrongRow(row: {
  readonly line: number
  readonly wrong: string
  readonly column?: string
}): BatchError[] {
  return [{ line: row.line, position: 0, column: row.column ?? null, valueMasked: null, reason: row.wrong }]
}

function mapRow(
  plan: Plan,
  line: number,
  cells: Readonly<Record<string, string>>,
  { newId, now }: { readonly newId: () => string; readonly now: string },
): GoodRow | BatchError[] {
  const row = applyMapping(plan.mapping, cells, plan.fit)
  const errors = onePerColumn([...row.errors, ...tooLongIds(plan, row)])
  if (errors.length > 0) {
    return errors.map(({ column, valueMasked, reason }, position) => ({ line, position, column, valueMasked, reason }))
  }
  const person = withAsAt(row.person, now.slice(0, 10))
  const comparable = toComparable(person)
  // Worked out here, while the rows before are being stored, and not while linkage keeps others waiting.
  blockingKeys(comparable)
  const record: IncomingRecord = {
    recordId: timedId(now, newId),
    sourceSystem: plan.sourceSystem,
    feed: plan.mapping.name,
    sourceId: row.sourceId,
    subjectRef: row.subjectRef,
    version: row.version,
    person,
    asGiven: filled(cells),
    marks: row.marks,
    comparable,
    event: row.event,
    withdraws: row.purge,
    restricted: row.restricted,
    batchId: plan.batchId,
  }
  return { line, marked: row.marks.length > 0, record }
}

/** One cell may be read for several fields, and fails them all for the same reason. */
function onePerColumn(errors: readonly FieldError[]): readonly FieldError[] {
  return [...new Map(errors.toReversed().map(error => [error.column, error])).values()].toReversed()
}

function tooLongIds(plan: Plan, row: MappedRow) {
  const ids = [
    { column: plan.mapping.sourceId.join(' + '), value: row.sourceId },
    { column: plan.mapping.subjectRef ?? '', value: row.subjectRef ?? '' },
    { column: plan.mapping.versionFrom ?? '', value: row.version ?? '' },
  ]
  return ids
    .filter(id => id.value.length > LONGEST_ID)
    .map(id => ({
      column: id.column,
      valueMasked: `${id.value.slice(0, 10)}…`,
      reason: `An id may have ${LONGEST_ID} characters, and this has ${id.value.length}. Check that the right column is the id.`,
    }))
}

/** An age without a day is taken to be true on the day that it came. */
function withAsAt(person: PersonFields, today: string): PersonInput {
  return person.ageYears === undefined || person.asAt !== undefined ? person : { ...person, asAt: today }
}

/** A row as given; an empty cell says nothing. */
function filled(cells: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''))
}
