import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'

// A small project of its own, and a program in npm's place that notes how it was called and installs one package.
const NPM = `
import { appendFileSync, cpSync, mkdirSync } from 'node:fs'
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
if (process.env.FAKE_FAILS) process.exit(7)
mkdirSync('node_modules/a', { recursive: true })
cpSync('package.json', 'node_modules/a/package.json')
cpSync('package-lock.json', 'node_modules/.package-lock.json')
await new Promise(done => setTimeout(done, 200))
`

let folder: string
const env = (more: Record<string, string> = {}) => ({
  ...process.env,
  npm_execpath: join(folder, 'npm.mjs'),
  npm_node_execpath: process.execPath,
  ...more,
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline setup '))
  mkdirSync(join(folder, 'scripts'))
  cpSync(join(projectFolder, 'scripts', 'setup.mjs'), join(folder, 'scripts', 'setup.mjs'))
  writeFileSync(join(folder, 'npm.mjs'), NPM)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(folder, 'hello.ts'),
    'const text: string = process.argv.slice(2).join()\nconsole.log(`hello ${text}`)\n',
  )
  lock({ 'node_modules/a': { version: '1.0.0' } })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('setup', () => {
  it('installs what is missing, runs what it is given, and is silent when nothing is to be done', () => {
    const first = setup({}, 'hello.ts', 'a', 'b')
    expect(first.stdout).toBe('hello a,b\n')
    expect(first.stderr).toMatch(/^Installing the packages/u)
    expect(setup({}, 'hello.ts')).toMatchObject({ stdout: 'hello \n', stderr: '', status: 0 })
    expect(calls()).toHaveLength(1)
    expect(calls()[0]).toMatch(/^ci .*--engine-strict=false/u)
  })

  it('installs again when package-lock.json changed', () => {
    setup()
    lock({ 'node_modules/a': { version: '1.0.1' } })
    setup()
    expect(calls()).toHaveLength(2)
  })

  it('takes what somebody installed by hand', () => {
    spawnSync(process.execPath, [join(folder, 'npm.mjs')], { cwd: folder })
    expect(setup().stderr).toBe('')
    expect(calls()).toHaveLength(1)
  })

  it('takes a lock file as far as it goes that lacks packages of other platforms', () => {
    lock({ 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-for-elsewhere': '1.0.0' } } })
    setup()
    expect(calls()[0]).toMatch(/^install --no-save /u)
  })

  it('asks for no package that is optional and made for another platform', () => {
    lock({
      'node_modules/a': { version: '1.0.0', optionalDependencies: { b: '1.0.0' } },
      'node_modules/b': { version: '1.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] },
    })
    setup()
    rmSync(join(folder, 'node_modules', '.throughline-setup'))
    expect(setup().stderr).toBe('')
    expect(calls()[0]).toMatch(/^ci /u)
  })

  it('stops with a sentence when npm fails, and tries again the next time', () => {
    const failed = setup({ FAKE_FAILS: '1' }, 'hello.ts')
    expect(failed).toMatchObject({ status: 1, stdout: '' })
    expect(failed.stderr).toMatch(/could not be installed; npm says why above/u)
    expect(setup().status).toBe(0)
  })

  it('installs once when two start at the same time', async () => {
    const ended = [1, 2].map(
      () =>
        new Promise(done =>
          spawn(process.execPath, [join(folder, 'scripts', 'setup.mjs')], { env: env() }).on('exit', done),
        ),
    )
    expect(await Promise.all(ended)).toEqual([0, 0])
    expect(calls()).toHaveLength(1)
  })

  it('is not held up by one that was killed', async () => {
    const killed = spawn(process.execPath, [join(folder, 'scripts', 'setup.mjs')], { env: env() })
    await expect.poll(() => existsSync(join(folder, 'calls')), { timeout: 10_000 }).toBe(true)
    killed.kill('SIGKILL')
    await new Promise(done => killed.on('exit', done))
    expect(setup({}, 'hello.ts').stdout).toBe('hello \n')
  })
})

function setup(more: Record<string, string> = {}, ...args: string[]) {
  return spawnSync(process.execPath, [join(folder, 'scripts', 'setup.mjs'), ...args], {
    cwd: folder,
    env: env(more),
    encoding: 'utf8',
  })
}

function calls(): string[] {
  return readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
}

function lock(packages: Record<string, object>): void {
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }))
}
