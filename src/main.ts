// Before any other module is loaded: an older Node would fail on the first of them with a riddle.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 7)) {
  process.stderr.write(
    `Throughline needs Node 24.7 or later, and this is ${process.versions.node}. "npm start" brings its own; or install Node 24.\n`,
  )
  process.exit(1)
}

const { serve } = await import('./serve.ts')
await serve()

export {}
