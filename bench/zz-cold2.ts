import { openWorld, withClient } from './world.ts'
const w = await openWorld(1000000, 42)
const ids = await withClient(w.owner, async c => (await c.query(`select record_id from record where agency_id='met-police' order by md5(record_id::text) limit 2000`)).rows.map(r => r.record_id))
for (const [name, pre, q] of [
  ['nested', '', `select r.comparable from unnest($1::uuid[]) a(id) join record r on r.agency_id='met-police' and r.record_id = a.id`],
  ['any-bitmap', 'set enable_indexscan=off; set enable_seqscan=off', `select r.comparable from record r where r.agency_id='met-police' and r.record_id = any($1::uuid[])`],
  ['any', '', `select r.comparable from record r where r.agency_id='met-police' and r.record_id = any($1::uuid[])`],
  ['any-bitmap-conc64', 'set enable_indexscan=off; set enable_seqscan=off; set effective_io_concurrency=64', `select r.comparable from record r where r.agency_id='met-police' and r.record_id = any($1::uuid[])`],
  ['member', '', `select r.person_id from unnest($1::uuid[]) a(id) join member r on r.agency_id='met-police' and r.record_id = a.id`],
] as const) {
  await w.chill()
  await withClient(w.owner, async c => {
    await c.query('set track_io_timing=on;' + pre)
    await c.query(q, [ids.slice(0, 1)])
    for (const n of [0, 1, 2]) {
      const t = performance.now()
      const r = await c.query(q, [ids.slice(1 + n * 200, 201 + n * 200)])
      console.log(name, r.rowCount, Math.round(performance.now() - t))
    }
    const e = await c.query('explain (analyze, buffers) ' + q, [ids.slice(601, 801)])
    console.log(e.rows.map(x => x['QUERY PLAN']).join('\n'))
  })
}
await w.close()
