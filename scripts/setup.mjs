// Makes the project ready to run, then runs what it is given on Node 24:  node scripts/setup.mjs src/main.ts [arguments]
// Installs the packages when they are missing or not those of package-lock.json, and builds the web assets when their sources
// changed. Says nothing when nothing is to be done. Plain JavaScript for Node 20 or later, without packages: it comes before them.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.throughline-setup')
const BUILDER = join(ROOT, 'scripts', 'build-assets.ts')
const COMMAND_LINE = join(ROOT, 'src', 'cli', 'main.ts')
const WANTED_NODE = 24

const say = text => process.stderr.write(`${text}\n`)
const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : '')
const sha256 = text => createHash('sha256').update(text).digest('hex')

/** A reason to stop; the message is for the person at the keyboard. */
class SetupError extends Error {}

try {
  await setUp()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  say(error.message)
  process.exit(1)
}
const [script, ...rest] = process.argv.slice(2)
if (script !== undefined) await run(resolve(ROOT, script), rest)

async function setUp() {
  const stamp = readStamp()
  const packages = sha256(`${read(join(ROOT, 'package-lock.json'))} ${process.platform} ${process.arch}`)
  const assets = fingerprintOfAssets()
  const assetsAreThere = !existsSync(BUILDER) || existsSync(join(ROOT, 'dist', 'assets', 'manifest.json'))
  if (stamp.packages === packages && stamp.assets === assets && assetsAreThere) return
  await alone(() => {
    if (readStamp().packages !== packages && !isInstalled()) install()
    checkNode()
    writeStamp({ packages })
    buildAssets()
    writeStamp({ packages, assets })
  })
}

function install() {
  say('Installing the packages of package-lock.json. This takes a minute, once.')
  const lock = JSON.parse(read(join(ROOT, 'package-lock.json'))).packages
  // Strict where the lock file lists the packages of every platform; one written where some cannot be had is taken as far as it goes.
  const how = isComplete(lock) ? ['ci'] : ['install', '--no-save']
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund']
  const args = [...how, ...quiet, '--engine-strict=false', '--include=dev', '--include=optional']
  // Not on the Node in node_modules, which npm is about to replace.
  const bin = join(MODULES, '.bin')
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => resolve(folder) !== bin)
  const options = {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path.join(delimiter) },
  }
  const npm = process.env.npm_execpath
  const { status } =
    npm === undefined
      ? spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
      : spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], options)
  if (status !== 0) {
    throw new SetupError(
      'The packages could not be installed; npm says why above. Check the network and who owns this folder, then try again.',
    )
  }
}

/** Whether every package that one of the lock file's may use is in it, as `npm ci` asks. */
function isComplete(lock) {
  const has = (from, name) => {
    for (let at = from; at !== ''; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
      if (lock[`${at}/node_modules/${name}`] !== undefined) return true
    }
    return lock[`node_modules/${name}`] !== undefined
  }
  return Object.entries(lock).every(([from, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).every(name => has(from, name)),
  )
}

/** Whether npm's own record of what is in node_modules agrees with package-lock.json, as after `npm ci` or `npm install`. */
function isInstalled() {
  const record = read(join(MODULES, '.package-lock.json'))
  if (record === '') return false
  const there = JSON.parse(record).packages
  const wanted = Object.entries(JSON.parse(read(join(ROOT, 'package-lock.json'))).packages)
  return wanted.every(([name, entry]) => {
    if (name === '' || (entry.optional && !isForHere(entry))) return true
    return there[name]?.version === entry.version && existsSync(join(ROOT, name, 'package.json'))
  })
}

/** An optional package made for this very platform; others npm may leave out as it likes. */
function isForHere({ os, cpu, libc }) {
  if (os === undefined || cpu === undefined) return false
  return os.includes(process.platform) && cpu.includes(process.arch) && (libc === undefined || libc.includes(ownLibc()))
}

function ownLibc() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
}

function nodeWanted() {
  if (majorOf(process.version) >= WANTED_NODE) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  return join(MODULES, `node-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

function checkNode() {
  const { stdout } = spawnSync(nodeWanted(), ['--version'], { encoding: 'utf8' })
  if (majorOf(stdout ?? '') >= WANTED_NODE) return
  throw new SetupError(
    `Throughline needs Node ${WANTED_NODE}; this is ${process.version}, and npm brought none for ${process.platform} ${process.arch}. Install Node ${WANTED_NODE} (nodejs.org), then try again.`,
  )
}

function majorOf(version) {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 0)
}

function buildAssets() {
  if (!existsSync(BUILDER)) return
  const { status } = spawnSync(nodeWanted(), [BUILDER], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0)
    throw new SetupError('The style sheets and scripts of the pages could not be built; the reason is above.')
}

/** Changes when a source of the web assets does: names, sizes and times are enough, the builder looks closer. */
function fingerprintOfAssets() {
  const files = []
  const walk = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (/\.(?:scss|js|svg)$/.test(entry.name)) files.push(path)
    }
  }
  const web = join(ROOT, 'src', 'web')
  if (existsSync(web)) walk(web)
  if (existsSync(BUILDER)) files.push(BUILDER)
  const facts = files.sort().map(file => {
    const { size, mtimeMs } = statSync(file)
    return `${file} ${size} ${mtimeMs}`
  })
  return sha256(facts.join('\n'))
}

function readStamp() {
  try {
    return JSON.parse(read(STAMP) || '{}')
  } catch {
    return {}
  }
}

function writeStamp(stamp) {
  try {
    writeFileSync(STAMP, JSON.stringify(stamp))
  } catch {
    // Packages that another account installed: they are looked at again next time.
  }
}

/** One setup at a time for this folder. A lock whose process is gone does not count. */
async function alone(work) {
  const lock = join(tmpdir(), `throughline-setup-${process.getuid?.() ?? 0}-${sha256(ROOT).slice(0, 12)}`)
  for (let attempt = 1; ; attempt += 1) {
    try {
      mkdirSync(lock, { mode: 0o755 })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (isStale(lock)) rmSync(lock, { recursive: true, force: true })
    if (attempt === 1) say('Another start is setting up; waiting for it.')
    await new Promise(done => setTimeout(done, 300))
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid))
    work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function isStale(lock) {
  const pid = Number(read(join(lock, 'pid')))
  if (!(pid > 0)) return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 5000
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** npm that is killed takes nothing along: what it started would run on, unseen. So it is told to end, as by a Ctrl-C. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const npm = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
}

/** Linking a file holds all of it, so it may take most of the machine's memory; nothing else should. */
function flagsFor(file, [command]) {
  if (file !== COMMAND_LINE || !['link', 'label'].includes(command)) return []
  return [`--max-old-space-size=${Math.floor((totalmem() / 2 ** 20) * 0.7)}`]
}

/** In this process when it can; else in one that gets our signals and whose end is ours. */
async function run(file, args) {
  endWithNpm()
  const flags = flagsFor(file, args)
  if (majorOf(process.version) >= WANTED_NODE && flags.length === 0) {
    process.argv.splice(1, process.argv.length, file, ...args)
    await import(pathToFileURL(file).href)
    return
  }
  const bin = join(MODULES, '.bin')
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(nodeWanted(), [...flags, file, ...args], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    say(error.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)))
}
