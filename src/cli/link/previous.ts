import { type ChangeCounts, type PersonChange, personIds } from '#linkage/clusters/person-ids.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { cells } from './cells.ts'
import { csvCell, writeLines } from './write-csv.ts'

/** An earlier run's clusters: for each record the person that it was of. */
export interface Previous {
  readonly file: string
  readonly personOf: ReadonlyMap<string, string>
  /** Where to write what changed. */
  readonly changes: string | undefined
}

/** How the clusters of a run are called. */
export interface ClusterNames {
  /** The id of a cluster, by the number of its first record. */
  nameOf(cluster: number): string
  /** Undefined without an earlier run. */
  readonly counts: ChangeCounts | undefined
}

/** Read the clusters of an earlier run, if any. @throws WrongUse or JobFailed, naming file and record, when it cannot be used */
export async function readPrevious(
  file: string | undefined,
  changes: string | undefined,
): Promise<Previous | undefined> {
  if (file === undefined) {
    if (changes !== undefined) throw new WrongUse('--changes goes with --previous CLUSTERS: changed since when?')
    return undefined
  }
  const personOf = new Map<string, string>()
  for await (const [id = '', person = ''] of cells(file, ['id', 'cluster'])) {
    if (id === '' || person === '') throw new JobFailed(`${file}: row ${personOf.size + 1} has no id or no cluster`)
    if (personOf.has(id)) throw new JobFailed(`${file} has the id ${id} twice; a record was of one person`)
    personOf.set(id, person)
  }
  return { file, personOf, changes }
}

/** Name clusters by the id of their first record, or as in the earlier run; what changed is written where it is wanted. */
export async function nameClusters(
  ids: readonly string[],
  clusterOf: Int32Array,
  previous: Previous | undefined,
  io: Io,
): Promise<ClusterNames> {
  if (previous === undefined) return { nameOf: cluster => ids[cluster] ?? '', counts: undefined }
  const { file, personOf } = previous
  if (personOf.size > 0 && !ids.some(id => personOf.has(id))) {
    io.stderr(
      `None of the ${personOf.size} records of ${file} is among these. Is it the clusters file of the same records?\n`,
    )
  }
  const { idOf, changes, counts } = personIds(ids, clusterOf, personOf)
  if (previous.changes !== undefined) await writeLines(previous.changes, changeLines(changes))
  return { nameOf: cluster => idOf.get(cluster) ?? '', counts }
}

/** What changed since the earlier run, in a sentence. */
export function changeWords(counts: ChangeCounts): string {
  const { kept, joined, split, new: fresh, gone } = counts
  return `${kept} people keep their id; ${joined} joined from several, ${split} split, ${fresh} new, ${gone} gone`
}

function* changeLines(changes: readonly PersonChange[]): Generator<string> {
  yield 'change,id_before,id_after,records'
  for (const { change, before = '', after = '', records } of changes) {
    yield [change, csvCell(before), csvCell(after), records].join(',')
  }
}
