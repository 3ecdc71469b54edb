import { type Calibration, calibration, type JudgedPair } from '#linkage/evaluate/calibration.ts'
import { JobFailed } from '../command.ts'
import { cells } from '../link/cells.ts'

/** How far the probabilities of a file of pairs hold. @throws JobFailed for a pair without probability, or of a record without truth */
export async function calibrationOf(
  file: string,
  truthFile: string,
  truth: ReadonlyMap<string, string>,
): Promise<Calibration> {
  const judged: JudgedPair[] = []
  for await (const [left = '', right = '', text = ''] of cells(file, ['id_left', 'id_right', 'probability'])) {
    const probability = Number(text)
    if (text.trim() === '' || !(probability >= 0 && probability <= 1)) {
      const pair = `pair ${judged.length + 1} of ${file}`
      throw new JobFailed(`${pair} has the probability '${text}', which is not between 0 and 1`)
    }
    const [one, other] = [left, right].map(id => {
      const cluster = truth.get(id)
      if (cluster === undefined) throw new JobFailed(`record ${id} of ${file} is not in ${truthFile}`)
      return cluster
    })
    judged.push({ probability, isTrue: one === other })
  }
  return calibration(judged)
}

/** The calibration for people to read. */
export function calibrationLines({ error, pairs, bins }: Calibration): string {
  const rows = bins.map(
    ({ from, pairs: count, stated, found }) =>
      `  from ${from.toFixed(1)}: stated ${stated.toFixed(3)}, found ${found.toFixed(3)}  (${count} pairs)\n`,
  )
  return `calibration error ${error.toFixed(4)} over ${pairs} pairs: what was stated, and the share of one person\n${rows.join('')}`
}
