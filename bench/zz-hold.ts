import { openWorld } from './world.ts'
const w = await openWorld(1000000, 42)
console.log(w.owner.database)
await new Promise(r => setTimeout(r, 25_000))
await w.close()
