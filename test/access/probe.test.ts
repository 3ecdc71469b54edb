import { expect, it } from 'vitest'
import { openWorld, PLACES } from './world.ts'
it('opens', async () => {
  const t = Date.now()
  const world = await openWorld()
  console.log(Date.now() - t, world.ids, world.test.app.declaredRoutes.map(r => `${r.method} ${r.url} ${r.action}`).join('\n'))
  console.log(await world.behind('select agency_id, count(*), max(seq) from audit_entry group by 1'))
  console.log(await world.behind('select agency_id, kind, record_id from interest'))
  console.log(await world.behind('select agency_id, right_agency, by_kind, outcome, weight, holds, audience from link_decision'))
  await world.close()
  expect(PLACES).toBeTruthy()
})
