import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'

const sources = globSync('src/**/*.ts', { cwd: projectFolder })
  .toSorted()
  .filter(name => name !== 'src/store/schema.ts')
  .map(name => ({ name, lines: readFileSync(join(projectFolder, name), 'utf8').split('\n') }))
const code = sources.filter(({ name }) => !name.endsWith('.test.ts'))

/** Lines that a rule finds fault with, as `file:line text`. */
function faults(
  files: typeof sources,
  isFault: (line: string, at: number, lines: readonly string[], name: string) => boolean,
): string[] {
  return files.flatMap(({ name, lines }) =>
    lines.flatMap((line, at) => (isFault(line, at, lines, name) ? [`${name}:${at + 1} ${line.trim()}`] : [])),
  )
}

const asksTheClock = (line: string) => /\bnew Date\(\)|\bDate\(\)/u.test(line)
const forgesGrant = (line: string) => /\bas Grant\b/u.test(line)

describe('the source', () => {
  it.each([...new Set(sources.map(({ name }) => topOf(name)))])(
    'imports from %s into another folder by its name',
    top => {
      const inside = sources.filter(({ name }) => topOf(name) === top)
      const leaves = faults(inside, (line, _, __, name) => {
        const path = /(?:from|import\() ?'(\.[^']*)'/u.exec(line)?.[1]
        const target = path === undefined ? name : relative(projectFolder, resolve(projectFolder, dirname(name), path))
        return topOf(target) !== top && !target.startsWith('data/')
      })
      expect(leaves).toEqual([])
    },
  )

  it('asks the clock nowhere in domain, linkage, network and services', () => {
    expect(
      faults(
        code.filter(({ name }) => /^src\/(?:domain|linkage|network|services)\//u.test(name)),
        asksTheClock,
      ),
    ).toEqual([])
    expect(asksTheClock('const now = new Date()')).toBe(true)
    expect(asksTheClock('const then = new Date(instant)')).toBe(false)
  })

  it('makes grants in services/context.ts only', () => {
    const elsewhere = sources.filter(({ name }) => name !== 'src/services/context.ts')
    expect(
      faults(
        elsewhere.filter(({ name }) => !name.endsWith('.test.ts')),
        forgesGrant,
      ),
    ).toEqual([])
    expect(forgesGrant(`return { subject } as Grant<'record.read'>`)).toBe(true)
  })

  it('says above every export what it is', () => {
    const undescribed = faults(code, (line, at, lines) => {
      const isExport = /^export (?:async )?(?:function|const|interface|class)\b/u.test(line)
      return isExport && !lines[at - 1]?.trimEnd().endsWith('*/')
    })
    expect(undescribed).toEqual([])
  })

  it('exports classes for errors only', () => {
    const isClass = (line: string) => /^export (?:abstract )?class /u.test(line)
    const isError = (line: string) => / extends (?:\w*Error|Problem|WrongUse|JobFailed)\b/u.test(line)
    expect(faults(code, line => isClass(line) && !isError(line))).toEqual([])
  })

  it('has no form whose words are lost when it cannot be taken: each route that reads one names its fields', () => {
    const readers = code.filter(
      ({ name, lines }) => name.endsWith('/route.ts') && lines.some(line => line.includes('= readForm(')),
    )
    expect(readers.length).toBeGreaterThan(6)
    // Signing in has nothing to keep but what another form brought along.
    const others = readers.filter(({ name }) => name !== 'src/web/pages/sign-in/route.ts')
    const nameless = others.filter(({ lines }) => !lines.some(line => /\bform: \w/u.test(line)))
    expect(nameless.map(({ name }) => name)).toEqual([])
  })

  it('names files in kebab-case', () => {
    const odd = sources
      .map(({ name }) => name)
      .filter(name => !/^[a-z0-9-]+(?:\/[a-z0-9-]+)*(?:\.test|\.client)?\.ts$/u.test(name))
    expect(odd).toEqual([])
  })

  it('knows no machine but the one it runs on', () => {
    expect(faults(sources, line => /['"`]\/(?:work|home|Users)\//u.test(line))).toEqual([])
  })
})

/** One violation a row: where it is, what it says, and the rule that must find it. */
const PLANTED: readonly (readonly [file: string, text: string, rule: string])[] = [
  [
    'src/domain/a.ts',
    `import { readFile } from 'node:fs/promises'\nexport const a = readFile`,
    'no-restricted-imports',
  ],
  ['src/domain/a.ts', `import type { Tx } from '#store/database.ts'\nexport type A = Tx`, 'no-restricted-imports'],
  ['src/domain/a.ts', 'export const a = () => Date.now()', 'no-restricted-properties'],
  ['src/domain/a.ts', 'export const a = () => Math.random()', 'no-restricted-properties'],
  ['src/domain/a.ts', 'export const a = () => process.pid', 'no-restricted-globals'],
  ['src/domain/values/a.ts', `import { b } from '#domain/alert.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/linkage/a.ts', `import type { B } from '#domain/alert.ts'\nexport type A = B`, 'no-restricted-imports'],
  ['src/linkage/compare/a.ts', `import { b } from 'kysely'\nexport const a = b`, 'no-restricted-imports'],
  ['src/linkage/keyed/a.ts', `import { b } from 'node:fs'\nexport const a = b`, 'no-restricted-imports'],
  ['src/linkage/keyed/a.ts', `import { b } from 'kysely'\nexport const a = b`, 'no-restricted-imports'],
  ['src/network/a.ts', `import { b } from '#domain/alert.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/store/a.ts', `import { b } from '#services/people.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/services/a.ts', `import { b } from 'fastify'\nexport const a = b`, 'no-restricted-imports'],
  ['src/services/a.ts', `import { b } from '#http/paging.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/services/a.ts', 'export const a = () => Date.now()', 'no-restricted-properties'],
  ['src/http/a.ts', `import { b } from '#store/people.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/api/a.ts', `import { b } from '#store/people.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/web/pages/a/route.ts', `import { b } from '#store/people.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/jobs/a.ts', `import { b } from '#store/people.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/cli/a.ts', `import { b } from '#store/people.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/cli/a.ts', `import { b } from '#web/views.ts'\nexport const a = b`, 'no-restricted-imports'],
  ['src/store/a.ts', 'export const a = (x: any) => x', 'no-explicit-any'],
  ['src/store/a.ts', 'export const a = (x?: string) => x!.length', 'no-non-null-assertion'],
  ['src/store/a.ts', 'export default 1', 'no-default-export'],
  ['src/store/a.ts', `export async function a() {}\nexport function b() {\n  a()\n}`, 'no-floating-promises'],
  [
    'src/store/a.ts',
    `export function a(x: 'p' | 'q') {\n  switch (x) {\n    case 'p':\n      return 1\n  }\n}`,
    'switch-exhaustiveness-check',
  ],
]

const ALLOWED: readonly (readonly [file: string, text: string])[] = [
  [
    'src/domain/a.ts',
    `import type { B } from './values/ids.ts'\nimport type { C } from '#domain/values/time.ts'\nexport type A = [B, C]`,
  ],
  ['src/linkage/a.ts', `import type { B } from '#domain/values/time.ts'\nexport type A = B`],
  [
    'src/store/a.ts',
    `import type { B } from '#domain/alert.ts'\nimport { sql } from 'kysely'\nexport const a = (b: B) => sql\`select \${b}\``,
  ],
  ['src/http/a.ts', `import type { B } from '#store/database.ts'\nexport type A = B`],
  ['src/cli/a.ts', `import { b } from '#store/spool.ts'\nexport const a = b`],
  ['src/store/a.test.ts', 'export const a = (x?: any) => x!.length'],
]

describe('the lint rules', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-house-'))
    for (const file of ['.oxlintrc.json', 'package.json', 'tsconfig.json'])
      cpSync(join(projectFolder, file), join(folder, file))
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'))
    PLANTED.forEach(([file, text], at) => write(`planted${at}`, file, text))
    ALLOWED.forEach(([file, text], at) => write(`allowed${at}`, file, text))
    write('cycle', 'src/store/a.ts', `import { b } from '#store/b.ts'\nexport const a = () => b`)
    write('cycle', 'src/store/b.ts', `import { a } from '#store/a.ts'\nexport const b = () => a`)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(PLANTED.map((row, at) => [...row, at] as const))('find in %s: %s (%s)', (_, __, rule, at) => {
    expect(lint(`planted${at}`)).toContain(rule)
  })

  it.each(ALLOWED.map((row, at) => [...row, at] as const))('let pass in %s: %s', (_, __, at) => {
    expect(lint(`allowed${at}`)).not.toMatch(/Error/u)
  })

  it('find a circle of imports, by whatever name', () => {
    expect(lint('cycle')).toContain('no-cycle')
  })

  /** Each case is a project of its own, since the folders' names are what the rules go by. */
  function write(project: string, file: string, text: string): void {
    const path = join(folder, project, file)
    mkdirSync(dirname(path), { recursive: true })
    for (const shared of ['package.json', 'tsconfig.json', '.oxlintrc.json'])
      cpSync(join(folder, shared), join(folder, project, shared))
    writeFileSync(path, `${text}\n`)
  }

  function lint(project: string): string {
    const program = join(projectFolder, 'node_modules', '.bin', 'oxlint')
    const { stdout, stderr } = spawnSync(process.execPath, [program, '--type-aware', '-f', 'unix'], {
      cwd: join(folder, project),
      encoding: 'utf8',
    })
    return stdout + stderr
  }
})

/** The folder whose name imports carry: `store` of `src/store/…`; '' for the files beside the folders. */
function topOf(path: string): string {
  const [, top = '', ...rest] = path.split('/')
  return rest.length === 0 ? '' : top
}
