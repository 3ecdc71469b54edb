import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { drawPairs } from '#linkage/labels/draw.ts'
import { frameOf } from '#linkage/labels/frame.ts'
import { linkRecords, type LinkResult } from '#linkage/link-records.ts'
import { seededRandom } from '#linkage/train/random.ts'
import { type Io, JobFailed, WrongUse } from '../command.ts'
import { parseMapping } from '../link/fields.ts'
import { readModelFile } from '../link/model-file.ts'
import { extrasOf, threshold } from '../link/options.ts'
import { type ReadRecords, readRecords } from '../link/read-records.ts'
import { writeLines } from '../link/write-csv.ts'
import { judgePage } from './page.ts'
import { designLines, pairsToJudge, sheetLines } from './sheet.ts'

/** `throughline label draw`: pairs for people to judge. */
export async function draw(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals: files } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      id: { type: 'string', multiple: true, default: [] },
      map: { type: 'string', multiple: true, default: [] },
      'link-only': { type: 'boolean', default: false },
      train: { type: 'boolean', default: false },
      threshold: { type: 'string' },
      model: { type: 'string' },
      count: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
      page: { type: 'string' },
      design: { type: 'string' },
      force: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  if (files.length === 0) throw new WrongUse('no file to draw from is given')
  if (values.id.length === 0) throw new WrongUse('--id COL is missing: which column holds the record ids?')
  if (!values.out) throw new WrongUse('--out FILE is missing: where are the pairs to judge written?')
  if (values['link-only'] && files.length < 2) throw new WrongUse('--link-only takes two files or more')
  const count = wholeNumber('--count', values.count, 1)
  const seed = wholeNumber('--seed', values.seed, 0)
  const design = values.design ?? besides(values.out)
  const written = [values.out, design, ...(values.page ? [values.page] : [])]
  if (!values.force) refuseToReplace(written)
  const joinAt = threshold(values.threshold)
  const mapping = parseMapping(values.map)
  const model = values.model === undefined ? undefined : await readModelFile(values.model)
  if (model?.kind === 'splink') throw new WrongUse('pairs are drawn by our own model, not by one that Splink made')
  const saved = model?.saved

  const input = await readRecords(files, values.id, mapping, io)
  io.stderr(`${input.records.length} records read\n`)
  const result = linkRecords(input.records, {
    train: values.train,
    extras: mapping.extras,
    oneOfEachSource: values['link-only'],
    ...(saved && { model: saved.model, extraModels: extrasOf(saved, mapping.extras) }),
    ...(joinAt !== undefined && { joinAt }),
    onStage: stage => io.stderr(`${stage} …\n`),
  })
  const frame = frameOf(result, values['link-only'] ? acrossSources(input, result) : undefined)
  const drawn = drawPairs(frame, result.model.thresholds, count, seededRandom(seed))
  if (drawn.length === 0) throw new JobFailed('no two records are alike enough to be worth a look; nothing was drawn')

  const pairs = pairsToJudge(drawn, result, input.records)
  await writeLines(values.out, sheetLines(pairs))
  await writeLines(design, designLines(drawn, result.ids))
  if (values.page) await writeLines(values.page, [await judgePage(pairs)])
  const told = {
    drawn: drawn.length,
    strata: new Set(drawn.map(({ stratum }) => stratum)).size,
    fromTogether: frame.together.pairs.length * frame.together.every,
    fromApart: frame.apart.pairs.length * frame.apart.every,
    lightest: frame.lightest,
    lighter: frame.lighter,
    seed,
    design,
  }
  if (values.json) io.stdout(`${JSON.stringify(told)}\n`)
  else {
    io.stdout(
      `${told.drawn} pairs drawn, from ${told.fromTogether} put together and ${told.fromApart} apart, in ${told.strata} strata\n` +
        `${told.lighter} pairs of a weight below ${told.lightest} are taken for different people and not asked about\n` +
        `${design} tells what the machine thinks of them: keep it from the judges\n`,
    )
  }
}

/** What judges wrote into a file is not to be lost by drawing again. */
function refuseToReplace(files: readonly string[]): void {
  const there = files.find(file => existsSync(file))
  if (there !== undefined)
    throw new WrongUse(
      `${there} is there already, and judges may have written in it: name another file, or give --force to write over it`,
    )
}

/** The name of a file with .design before its ending. */
function besides(file: string): string {
  const ending = extname(file)
  return `${file.slice(0, file.length - ending.length)}.design${ending}`
}

function acrossSources({ records }: ReadRecords, { ids }: LinkResult): (left: number, right: number) => boolean {
  const sourceOf = new Map(records.map(({ id, source }) => [id, source]))
  return (left, right) => sourceOf.get(ids[left] ?? '') !== sourceOf.get(ids[right] ?? '')
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < least)
    throw new WrongUse(`${option} takes a whole number from ${least} up, not '${text}'`)
  return value
}
