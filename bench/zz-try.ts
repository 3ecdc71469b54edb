import { openWorld } from '/work/main/bench/world.ts'
const t=performance.now()
const w = await openWorld(Number(process.argv[2] ?? 20000), 42)
console.log(w.built, (performance.now()-t)/1000, w.url)
console.log(await w.chill())
await w.close()
