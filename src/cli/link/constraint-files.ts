import { ConstraintError, type Constraints, type RecordPair } from '#linkage/clusters/constraints.ts'
import { JobFailed } from '../command.ts'
import { cells } from './cells.ts'

/** Files of pairs of records that are of one person, and of two. */
export interface ConstraintFiles {
  readonly mustLink: string | undefined
  readonly mustNotLink: string | undefined
}

/** Read what people said. @throws WrongUse or JobFailed when there is no such file, or it has not the columns id_left and id_right */
export async function readConstraints({ mustLink, mustNotLink }: ConstraintFiles): Promise<Constraints> {
  return { mustLink: await readPairs(mustLink), mustNotLink: await readPairs(mustNotLink) }
}

async function readPairs(file: string | undefined): Promise<readonly RecordPair[]> {
  if (file === undefined) return []
  const pairs: RecordPair[] = []
  for await (const [left = '', right = ''] of cells(file, ['id_left', 'id_right'])) {
    if (left === '' || right === '') throw new JobFailed(`${file}: pair ${pairs.length + 1} lacks an id`)
    pairs.push([left, right])
  }
  return pairs
}

/** Do what may find that constraints cannot be held to. @throws JobFailed that names file and pair */
export function heldTo<T>(files: ConstraintFiles, prefixed: boolean, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error
    const hint = prefixed ? '; here each id has the name of its file in front, as in the clusters file' : ''
    throw new JobFailed(`${files[error.list] ?? ''}: pair ${error.at + 1} cannot be held to, ${error.message}${hint}`)
  }
}
