import { makePersons } from '../persons.ts'
import { readRecords } from '../../src/cli/link/read-records.ts'
import { parseMapping } from '../../src/cli/link/fields.ts'
import { openTable } from '../../src/cli/link/read-table.ts'
import { measure } from './measure.ts'
import { alterations, altered, makeHistorical, type TrueRecord } from './worlds.ts'

const D = '/work/shared/data/linkage/'
const io = { stdout: () => undefined, stderr: () => undefined }
async function publicSet(file: string, id: string, map: string[], truth: (row: string) => string, col: string) {
  const mapping = parseMapping(map)
  const { records, extras } = await readRecords([D + file], [id], mapping, io as never, () => !process.argv.includes('--plain'))
  const table = await openTable(D + file)
  const idAt = table.columns.indexOf(id), at = table.columns.indexOf(col)
  const truthOf = new Map<string, string>()
  for await (const row of table.rows) truthOf.set(row[idAt]!, truth(row[at]!))
  return { records: records.map(r => ({ ...r, truth: truthOf.get(r.id)! })), extras: [...extras] }
}
const febrl = (row: string) => /rec-(\d+)-/.exec(row)![1]!
export const sets: Record<string, () => Promise<{ records: TrueRecord[]; extras: any[] }> | { records: TrueRecord[]; extras: any[] }> = {
  fake: () => publicSet('fake_1000.csv', 'unique_id', [], r => r, 'cluster'),
  febrl1: () => publicSet('febrl1.csv', 'rec_id', [], febrl, 'rec_id'),
  febrl3: () => publicSet('febrl3.csv', 'rec_id', [], febrl, 'rec_id'),
  febrl3x: () => publicSet('febrl3.csv', 'rec_id', ['text:soc_sec_id=soc_sec_id', 'category:state=state'], febrl, 'rec_id'),
  febrl1x: () => publicSet('febrl1.csv', 'rec_id', ['text:soc_sec_id=soc_sec_id', 'category:state=state'], febrl, 'rec_id'),
}
for (const n of [1500, 2000, 5000, 10000, 20000, 50000, 100000, 300000, 1000000])
  for (const s of [1, 2, 3, 4, 7, 11, 42]) {
    sets[`p${n}-${s}`] = () => ({ records: makePersons(n, s), extras: [] })
    sets[`h${n}-${s}`] = () => ({ records: makeHistorical(n, s), extras: [{ name: 'occupation', kind: 'text' }] })
    Object.keys(alterations).forEach((a, i) => (sets[`a${i}-${n}-${s}`] = () => ({ records: altered(a, n, s), extras: [] })))
  }
if (process.argv[1]?.endsWith('try.ts')) {
const args = process.argv.slice(2)
const verbose = args.includes('-v')
const modes = args.includes('--both') ? [false, true] : [!args.includes('--no-train')]
for (const name of args.filter(a => !a.startsWith('-')))
  for (const train of modes) {
    const { records, extras } = await sets[name]!()
    const m = measure(records, { train, extras: extras.length ? extras : [] })
    const f = (x: number) => x.toFixed(4)
    const r: any = m.result.report
    console.log(`${name.padEnd(11)} ${train ? 'train' : 'given'} P ${f(m.at.precision)} R ${f(m.at.recall)} F1 ${f(m.at.f1)} | best ${f(m.best.f1)} @${m.best.joinAt} (join ${m.result.model.thresholds.join.toFixed(2)}) | ECE kept ${f(m.kept.ece)} all ${m.all.ece.toFixed(5)} | blk ${f(m.blockingRecall)} est ${f(r.blockingRecall ?? NaN)} | matches exp ${m.all.expected.toFixed(0)} true ${m.all.truePairs} | ${r.estimated ? `estP ${f(r.estimated.precision)} estR ${f(r.estimated.recall)}` : ''} | ${m.compared} pairs ${m.seconds.toFixed(1)}s`)
    console.log('     ', [-3,-2,-1, 0, 1, 2, 3, 4,6].map(x => `${x}:${f(m.points.get(x) ?? 0)}`).join(' '))
    if (verbose) console.log('   kept', m.kept.bins, '\n   all ', m.all.bins)
  }
}
