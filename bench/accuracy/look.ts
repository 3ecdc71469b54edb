import { sets } from './try.ts'
import { measure } from './measure.ts'
import { explainPair } from '#linkage/explain-pair.ts'
import { HOLD } from '#linkage/merge.ts'
const name = process.argv[2]!
const { records, extras } = await sets[name]!()
const m = measure(records, { train: true, extras })
const { pairs, truth } = m
const tab: Record<string, [number, number]> = {}
for (let r = 0; r < pairs.size; r++) {
  const w = pairs.weight[r]!
  const t = truth[pairs.left[r]!] === truth[pairs.right[r]!]
  const k = `${['none', 'insuff', 'contra'][pairs.hold[r]!]} ${w >= 8 ? '8+' : w >= 3.5 ? '3.5+' : w >= 0 ? '0+' : w >= -4 ? '-4+' : w>=-8?'-8+':'low'}`
  const c = (tab[k] ??= [0, 0])
  c[t ? 0 : 1]++
}
for (const k of Object.keys(tab).sort()) console.log(k, 'true', tab[k]![0], 'false', tab[k]![1])
const holds: Record<string, [number, number]> = {}
for (let r = 0; r < pairs.size; r++) {
  if (pairs.weight[r]! < 0 || pairs.hold[r] === HOLD.none) continue
  const t = truth[pairs.left[r]!] === truth[pairs.right[r]!]
  for (const h of explainPair(m.result, pairs.left[r]!, pairs.right[r]!).holds) (holds[h] ??= [0, 0])[t ? 0 : 1]++
}
console.log(holds)
// records: sizes
const rec = new Map(records.map(r => [r.id, r]))
const show = (i: number) => JSON.stringify(Object.values(rec.get(m.result.ids[i]!)!.person)) + JSON.stringify(rec.get(m.result.ids[i]!)!.extras ?? '')
let n = 0
const N = Number(process.argv[3] ?? 12)
const step = Math.max(1, Math.floor(pairs.size / 3000))
console.log('--- true pairs apart in clusters')
for (let r = 0; r < pairs.size && n < N; r += 1) {
  const [a, b] = [pairs.left[r]!, pairs.right[r]!]
  if ((r * 7919) % 97 > 10 && pairs.size > 20000) continue
  if (truth[a] === truth[b] && m.result.clusterOf[a] !== m.result.clusterOf[b]) {
    const e = explainPair(m.result, a, b)
    console.log(e.weight.toFixed(1), e.holds.join(), '\n  ', show(a), '\n  ', show(b), '\n  ', e.evidence.filter(x => x.weight).map(x => `${x.comparison}:${x.label} ${x.weight.toFixed(1)}`).join(' '))
    n++
  }
}
console.log('--- false pairs joined')
n = 0
for (let r = 0; r < pairs.size && n < N; r += 1) {
  const [a, b] = [pairs.left[r]!, pairs.right[r]!]
  if (truth[a] !== truth[b] && (pairs.weight[r]! > 3.5 && !pairs.hold[r])) {
    const e = explainPair(m.result, a, b)
    console.log(e.weight.toFixed(1), e.holds.join(), '\n  ', show(a), '\n  ', show(b), '\n  ', e.evidence.filter(x => x.weight).map(x => `${x.comparison}:${x.label} ${x.weight.toFixed(1)}`).join(' '))
    n++
  }
}
