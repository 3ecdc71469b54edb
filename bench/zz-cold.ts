import { openWorld, withClient } from './world.ts'
import { openDatabase } from '#store/database.ts'
import { authorise, ownSubject, unitOfWork } from '#services/context.ts'
import { someone } from '#test/people.ts'
import { findByKeys, findByWords, getFoundRecords } from '#store/search.ts'
import { toComparable, blockingKeys } from '#linkage/index.ts'
import { execSync } from 'node:child_process'
const w = await openWorld(1000000, 42)
console.log(await w.chill())
const db = openDatabase({ ...w.connection, max: 1 })
const agency = w.sample.users[0]!.agency
const years = Array.from({length:30},(_,i)=>2026-i)
for (const [g,f] of [['Amelia','Smith'],['Zainab','Jones'],['Noah','Khan'],['Olivia','Patel'],['Kwame','Ahmed'],['Ivy','Brown'],['Tyler','Smith'],['Rhys','Ali']]) {
  await unitOfWork(db, someone(agency, '2026-11-23T12:00:00.000Z' as any), async ctx => {
    const grant = authorise(ctx, 'person.search', ownSubject(ctx, 'person'))
    const t: number[] = [performance.now()]
    const a = await findByWords(ctx.tx, grant, [g!.toLowerCase(), f!.toLowerCase()], 200); t.push(performance.now())
    const c = toComparable({ fullName: `${g} ${f}` })
    const keys = [...new Set(years.flatMap(y => blockingKeys({ ...c, bornBetween: [y, y] })))]
    const b = await findByKeys(ctx.tx, grant, keys, 200); t.push(performance.now())
    const hits = [...new Map([...a.hits, ...b].map(h => [h.recordId, h])).values()]
    const r = await getFoundRecords(ctx.tx, grant, hits); t.push(performance.now())
    console.log(g, f, a.hits.length, keys.length, b.length, r.length, t.slice(1).map((x, i) => Math.round(x - t[i]!)).join(' '))
  })
}
await db.close()
await w.close()
