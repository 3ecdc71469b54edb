import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Licences that ask for no more than their notice. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
  'PostgreSQL',
  // Of fonts: they are not sold alone, and a changed one has another name.
  'OFL-1.1',
])

/** Packages that name no licence in their own words but come with its text, by name and version. */
const BY_THEIR_TEXT: Readonly<Record<string, string>> = { 'node_modules/png-js 2.0.0': 'MIT' }

/** Also fine for tools that are not part of what is run: changes to the tool itself stay open. */
const ALLOWED_FOR_TOOLS = new Set(['MPL-2.0', 'CC-BY-4.0', 'CC-BY-3.0'])

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
}

const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
const installed = Object.entries(lock.packages).filter(
  ([path]) => path !== '' && existsSync(join(ROOT, path, 'package.json')),
)
const wrong = installed.flatMap(([path, entry]) => {
  const licence = entry.license ?? (licenceOf(path) || (BY_THEIR_TEXT[`${path} ${entry.version}`] ?? ''))
  const allowed = allows(licence, entry.dev === true)
  return allowed
    ? []
    : [`${path.replace(/^.*node_modules\//u, '')} ${entry.version ?? ''}: ${licence || 'no licence named'}`]
})

if (installed.length === 0) wrong.push('no package is installed: run npm ci')
if (wrong.length > 0) {
  process.stdout.write(
    `Licences that are not on the list in scripts/check-licences.ts:\n${wrong.map(line => `  ${line}\n`).join('')}`,
  )
  process.exit(1)
}
process.stdout.write(`${installed.length} packages, every licence is on the list.\n`)

/** Whether an SPDX expression can be met: any part of an OR, every part of an AND. */
function allows(expression: string, isTool: boolean): boolean {
  const plain = expression.replaceAll(/[()]/gu, '')
  if (plain.includes(' OR ')) return plain.split(' OR ').some(part => allows(part, isTool))
  if (plain.includes(' AND ')) return plain.split(' AND ').every(part => allows(part, isTool))
  return ALLOWED.has(plain.trim()) || (isTool && ALLOWED_FOR_TOOLS.has(plain.trim()))
}

/** What the package itself says, where the lock file does not. */
function licenceOf(path: string): string {
  const { license, licenses }: { license?: string | { type?: string }; licenses?: { type?: string }[] } = JSON.parse(
    readFileSync(join(ROOT, path, 'package.json'), 'utf8'),
  )
  return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? '')
}
