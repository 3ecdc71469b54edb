import type { ChangeCounts } from '#linkage/clusters/person-ids.ts'
import { decide } from '#linkage/decide.ts'
import { SplinkError } from '#linkage/splink/error.ts'
import { linkBySplink, type SplinkRecords, type SplinkResult } from '#linkage/splink/link.ts'
import { readSplinkSettings, type SplinkModel, toSplinkSettings } from '#linkage/splink/settings.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { columnIndex } from './columns-of.ts'
import { writeSettings } from './export-splink.ts'
import { clusterLines } from './output.ts'
import { changeWords, nameClusters, type Previous } from './previous.ts'
import { openTables, readWith } from './read-records.ts'
import { openTable } from './read-table.ts'
import { csvCell, csvText, writeLines } from './write-csv.ts'

/** What `throughline link` was asked to do with a model that Splink made. */
export interface SplinkRun {
  readonly files: readonly string[]
  /** Empty for the column that the settings name. */
  readonly idColumns: readonly string[]
  readonly clusters: string | undefined
  readonly pairs: string | undefined
  /** A file of pairs to score instead of those that the blocking rules find. */
  readonly onlyPairs: string | undefined
  readonly exportTo: string | undefined
  readonly joinAt: number | undefined
  /** An earlier run, whose ids people keep. */
  readonly previous: Previous | undefined
  readonly json: boolean
}

/** Link by a model that Splink made. @throws WrongUse or JobFailed when settings, records or pairs cannot be used, saying where */
export async function runSplink(settings: unknown, run: SplinkRun, io: Io): Promise<void> {
  const begun = performance.now()
  const model = orJobFailed(() => readSplinkSettings(settings))
  if (model.linkType === 'link_only' && run.files.length === 1) {
    throw new WrongUse('the model links two or more files (link_type link_only); give all of them')
  }
  const records = await readSplinkRecords(run.files, run.idColumns.length > 0 ? run.idColumns : [model.idColumn], io)
  io.stderr(`${records.ids.length} records read\n`)
  const only = run.onlyPairs === undefined ? undefined : await readPairs(run.onlyPairs, model.idColumn, records.ids)
  const result = orJobFailed(() =>
    linkBySplink(model, records, {
      ...(only !== undefined && { only }),
      ...(run.joinAt !== undefined && { joinAt: run.joinAt }),
    }),
  )
  const names = await nameClusters(records.ids, result.clusterOf, run.previous, io)
  if (run.clusters) await writeLines(run.clusters, clusterLines({ ...result, ids: records.ids }, names.nameOf))
  if (run.pairs) await writeLines(run.pairs, pairLines(model, result, records.ids))
  if (run.exportTo) await writeSettings(run.exportTo, toSplinkSettings(model))
  tell(result, names.counts, (performance.now() - begun) / 1000, run, io)
}

function orJobFailed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof SplinkError) throw new JobFailed(`the Splink model cannot be used: ${error.message}`)
    throw error
  }
}

interface ReadSplinkRecords extends SplinkRecords {
  readonly ids: readonly string[]
}

/** The cells of all files by the columns that they share; an empty cell is NULL. */
async function readSplinkRecords(
  files: readonly string[],
  idColumns: readonly string[],
  io: Io,
): Promise<ReadSplinkRecords> {
  const tables = await openTables(files, idColumns)
  const columns = tables[0]?.columns.filter(column => tables.every(table => table.columns.includes(column))) ?? []
  const { byFile } = await readWith(tables, idColumns, io, table => {
    const places = columns.map(column => columnIndex(table, column))
    return (id, row) => ({ id, cells: places.map(at => row[at] || null) })
  })
  const records = byFile.flatMap((own, source) => own.map(record => ({ ...record, source })))
  return {
    columns,
    ids: records.map(({ id }) => id),
    rows: records.map(({ cells }) => cells),
    sourceOf: record => records[record]?.source ?? 0,
  }
}

/** Pairs of a file by record number: the columns id_left and id_right, as --pairs writes them, or NAME_l and NAME_r, as Splink does. */
async function readPairs(file: string, idColumn: string, ids: readonly string[]): Promise<[number, number][]> {
  const table = await openTable(file)
  const ours = table.columns.includes('id_left')
  const places = (ours ? ['id_left', 'id_right'] : [`${idColumn}_l`, `${idColumn}_r`]).map(name =>
    columnIndex(table, name),
  )
  const numberOf = new Map(ids.map((id, at) => [id, at]))
  const pairs: [number, number][] = []
  for await (const row of table.rows) {
    const [left = -1, right = -1] = places.map(at => numberOf.get(row[at] ?? '') ?? -1)
    if (left < 0 || right < 0) throw new JobFailed(`${file}: pair ${pairs.length + 1} has an id that no record has`)
    if (left === right) throw new JobFailed(`${file}: pair ${pairs.length + 1} is of a record with itself`)
    pairs.push([left, right])
  }
  return pairs
}

/** Lines of pairs.csv, with the columns that our own models write; no reason in words, since Splink's settings have none. */
function* pairLines(model: SplinkModel, result: SplinkResult, ids: readonly string[]): Generator<string> {
  const names = model.comparisons.map(({ name }) => name)
  yield ['id_left', 'id_right', 'weight', 'probability', 'decision', 'reason', ...names].map(csvCell).join(',')
  const { left, right, size } = result.pairs
  for (let row = 0; row < size; row++) {
    const [a, b] = [left[row] ?? 0, right[row] ?? 0]
    const { weight, probability, levels } = result.scoreOf(a, b)
    const labels = model.comparisons.map((comparison, at) => comparison.levels[levels[at] ?? 0]?.label ?? '')
    yield [
      csvCell(ids[a] ?? ''),
      csvCell(ids[b] ?? ''),
      weight.toFixed(3),
      probability.toFixed(6),
      decide({ weight, holds: [] }, result.thresholds),
      '',
      ...labels.map(csvText),
    ].join(',')
  }
}

function tell(
  result: SplinkResult,
  changes: ChangeCounts | undefined,
  seconds: number,
  { json }: SplinkRun,
  io: Io,
): void {
  const { compared, clusterOf, pairs, thresholds } = result
  const counts = {
    records: clusterOf.length,
    clusters: new Set(clusterOf).size,
    pairsCompared: compared,
    pairsToJoin: pairs.weight.filter(weight => weight >= thresholds.join).length,
    pairsToReview: pairs.weight.filter(weight => weight >= thresholds.review && weight < thresholds.join).length,
  }
  if (json) {
    io.stdout(
      `${JSON.stringify({ ...counts, changes, model: 'splink', thresholds, seconds: Number(seconds.toFixed(3)) })}\n`,
    )
    return
  }
  io.stdout(
    [
      `${counts.records} records are ${counts.clusters} people`,
      `${counts.pairsCompared} pairs compared: ${counts.pairsToJoin} join, ${counts.pairsToReview} to review`,
      ...(changes === undefined ? [] : [changeWords(changes)]),
      `${seconds.toFixed(1)} s, a model that Splink made`,
      '',
    ].join('\n'),
  )
}
