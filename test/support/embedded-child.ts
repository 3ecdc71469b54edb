import { openServer } from '#store/connect.ts'

// A process of its own that starts the embedded database, for tests that start several or kill one.
// Says "ready SOCKETS", stays until told "stop" on standard input, says "stopped".

const dataDir = process.argv[2] ?? ''
const server = await openServer({ databaseUrl: undefined, dataDir }, text =>
  process.stdout.write(`log ${text}\n`),
).catch((error: unknown) => {
  process.stdout.write(`failed ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
process.stdout.write(`ready ${server.app.host}\n`)
process.stdin.once('data', () => {
  void server.stop().then(() => {
    process.stdout.write('stopped\n')
    process.exit(0)
  })
})
