import { parseArgs } from 'node:util'
import { type Agreement, agreementOf } from '#linkage/labels/agreement.ts'
import { settleLabels } from '#linkage/labels/settle.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { percent } from '../percent.ts'
import { readLabelFiles } from './label-files.ts'

/** `throughline label agree`: how far judges agree. */
export async function agree(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  if (files.length === 0) throw new WrongUse('no file of labels is given')
  const { labels, unjudged } = await readLabelFiles(files)
  if (labels.length === 0) throw new JobFailed('nobody has judged a pair yet')
  const agreement = agreementOf(settleLabels(labels).values())
  io.stdout(values.json ? `${JSON.stringify(asJson(agreement, unjudged))}\n` : inText(agreement, unjudged))
}

function asJson({ open, ...agreement }: Agreement, unjudged: number) {
  const pairs = open.map(({ idLeft, idRight, labels }) => ({
    idLeft,
    idRight,
    verdicts: Object.fromEntries(labels.map(({ judge, verdict }) => [judge, verdict])),
  }))
  return { ...agreement, unjudged, open: pairs }
}

function inText({ judges, pairs, judgedTwice, alike, alpha, between, open }: Agreement, unjudged: number): string {
  const lines = [
    `${pairs} pairs judged, ${judgedTwice} of them by two people or more${unjudged > 0 ? `; ${unjudged} rows not judged yet` : ''}`,
    ...judges.map(({ judge, pairs: count }) => `  ${judge}: ${count} pairs`),
    ...(alike === undefined
      ? ['No pair was judged by two people, so nothing can be said of agreement']
      : [`Alike: ${percent(alike)} of the judgements of one pair`]),
    `Krippendorff's alpha: ${figure(alpha)}${alpha === undefined ? '' : ' (1 full agreement, 0 no better than chance)'}`,
    ...between.map(
      two =>
        `  ${two.judges.join(' and ')}: ${two.pairs} pairs, alike ${percent(two.alike)}, Cohen's kappa ${figure(two.kappa)}`,
    ),
    open.length === 0 ? 'No pair needs another opinion' : `${open.length} pairs need another opinion:`,
    ...open.map(
      pair =>
        `  ${pair.idLeft} and ${pair.idRight}: ${pair.labels.map(({ judge, verdict }) => `${judge} ${verdict}`).join(', ')}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function figure(value: number | undefined): string {
  return value === undefined ? 'cannot be told from these labels' : value.toFixed(3)
}
