import { confusion } from '#linkage/evaluate/confusion.ts'
import { linkRecords } from '#linkage/link-records.ts'
import { makePersons } from './persons.ts'
const n = Number(process.argv[2]), seed = Number(process.argv[3]), train = process.argv[4] !== 'given'
const people = makePersons(n, seed)
const b = performance.now(); let last = b, stage = ''
const log: string[] = []
const r = linkRecords(people, { train, onStage: s => { const now = performance.now(); if (stage) log.push(`${stage} ${((now - last) / 1000).toFixed(1)}`); stage = s; last = now } })
log.push(`${stage} ${((performance.now() - last) / 1000).toFixed(1)}`)
const t = new Map(people.map(p => [p.id, p.truth]))
const c = confusion([...r.clusterOf].map(String), r.ids.map(i => t.get(i)!))
console.log(n, seed, train, JSON.stringify({ p: c.precision, r: c.recall, f1: c.f1, est: r.report.estimated && [r.report.estimated.precision, r.report.estimated.recall], blk: r.report.blockingRecall, pairs: r.report.pairsCompared, tr: r.report.trained }), log.join(', '), Math.round(process.resourceUsage().maxRSS / 1024), 'MiB cpu', process.cpuUsage().user / 1e6)
