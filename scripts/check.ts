import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

interface Step {
  readonly name: string
  readonly does: string
  /** A program of the project's packages, or `node` with a script. */
  readonly command: readonly [program: string, ...args: string[]]
}

interface Outcome {
  readonly ok: boolean
  readonly seconds: number
  readonly output: string
}

/** Everything that must hold, quick ones first. Those before `tests` may run beside each other. */
const STEPS: readonly Step[] = [
  { name: 'format', does: 'layout of the code', command: ['biome', 'format', '--reporter=summary', '.'] },
  {
    name: 'lint',
    does: 'rules of the code, and who may import whom',
    command: ['oxlint', '--type-aware', '--deny-warnings'],
  },
  { name: 'types', does: 'types', command: ['tsc', '-p', '.'] },
  { name: 'unused', does: 'files, exports and packages that nothing uses', command: ['knip', '--no-progress'] },
  { name: 'licences', does: 'licences of the packages', command: ['node', join(ROOT, 'scripts', 'check-licences.ts')] },
  { name: 'tests', does: 'tests, on a real database and in a browser', command: ['vitest', 'run'] },
]

/** As many steps at once as a small machine has cores. */
const AT_ONCE = 2

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
})
const unknown = values.only?.find(name => !STEPS.some(step => step.name === name))
if (unknown !== undefined) process.stderr.write(`There is no step '${unknown}'.\n`)
// Not process.exit: what is still on its way to a pipe would be lost.
if (unknown !== undefined || values.help) process.exitCode = help(unknown === undefined ? 0 : 2)
else process.exitCode = await check(STEPS.filter(step => values.only?.includes(step.name) ?? true))

function help(code: number): number {
  process.stdout.write('npm test [-- --only STEP …]\n\n')
  for (const { name, does } of STEPS) process.stdout.write(`  ${name.padEnd(9)} ${does}\n`)
  return code
}

/** The exit code. */
async function check(wanted: readonly Step[]): Promise<number> {
  const began = performance.now()
  const isLast = ({ name }: Step) => name === 'tests'
  const passed = (await inParallel(wanted.filter(step => !isLast(step)))) && (await inParallel(wanted.filter(isLast)))
  process.stdout.write(`${passed ? 'Everything holds' : 'Not everything holds'}, ${secondsSince(began)} s.\n`)
  return passed ? 0 : 1
}

/** Run steps, some at once, until all have passed or one fails. */
async function inParallel(steps: readonly Step[]): Promise<boolean> {
  const waiting = [...steps]
  let ok = true
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined && ok; step = waiting.shift()) {
      const outcome = await run(step)
      report(step, outcome)
      if (!outcome.ok) ok = false
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return ok
}

function report(step: Step, { ok, seconds, output }: Outcome): void {
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s  ${step.does}\n`,
  )
  if (!ok) process.stdout.write(`\n${output.trimEnd()}\n\nAgain, alone: npm test -- --only ${step.name}\n\n`)
}

function run({ name, command: [program, ...args] }: Step): Promise<Outcome> {
  const began = performance.now()
  const path = program === 'node' ? process.execPath : join(ROOT, 'node_modules', '.bin', program)
  // The packages' programs run on this very Node, not on an older one of the system.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' }
  return new Promise(done => {
    // Tests take longest and say where they are, so they are seen while they run.
    const seen = name === 'tests'
    const child = spawn(path, args, {
      cwd: ROOT,
      env,
      stdio: ['ignore', seen ? 'inherit' : 'pipe', seen ? 'inherit' : 'pipe'],
    })
    const said: string[] = []
    child.stdout?.on('data', (text: Buffer) => said.push(text.toString()))
    child.stderr?.on('data', (text: Buffer) => said.push(text.toString()))
    const end = (ok: boolean) => done({ ok, seconds: secondsSince(began), output: said.join('') })
    child.on('error', error => {
      said.push(error.message)
      end(false)
    })
    child.on('close', code => end(code === 0))
  })
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 100) / 10
}
