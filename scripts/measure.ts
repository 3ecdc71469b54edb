import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

interface Size {
  readonly name: string
  readonly lines: number
}

interface File extends Size {
  readonly folder: string
  readonly functions: readonly Size[]
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const files = await Promise.all(
  (await Array.fromAsync(glob('{src,bench,scripts,test}/**/*.ts', { cwd: ROOT }))).toSorted().map(measured),
)
const code = files.filter(
  file => !file.name.endsWith('.test.ts') && !file.name.startsWith('test/') && file.name !== 'src/store/schema.ts',
)
const folders = Map.groupBy(code, file => file.folder)

if (values.json) {
  process.stdout.write(
    `${JSON.stringify(Object.fromEntries([...folders].map(([folder, all]) => [folder, figures(all)])))}\n`,
  )
} else {
  print()
}

function print(): void {
  const row = (...cells: readonly (string | number)[]) =>
    process.stdout.write(
      `${cells.map((cell, at) => (at === 0 ? String(cell).padEnd(16) : String(cell).padStart(9))).join('')}\n`,
    )
  row('folder', 'files', 'lines', 'median', '90th', 'longest', 'function', '90th')
  for (const [folder, all] of [...folders, ['all', code] as const]) {
    const { count, lines, median, ninetieth, longest, functionMedian, functionNinetieth } = figures(all)
    row(folder, count, lines, median, ninetieth, longest, functionMedian, functionNinetieth)
  }
  const longest = (sizes: readonly Size[]) => sizes.toSorted((a, b) => b.lines - a.lines).slice(0, 8)
  process.stdout.write('\nLongest files\n')
  for (const { name, lines } of longest(code)) process.stdout.write(`${String(lines).padStart(6)}  ${name}\n`)
  process.stdout.write('\nLongest functions\n')
  for (const { name, lines } of longest(code.flatMap(file => file.functions)))
    process.stdout.write(`${String(lines).padStart(6)}  ${name}\n`)
  const tests = files.length - code.length
  process.stdout.write(`\n${tests} files of tests and their support, ${sum(files) - sum(code)} lines\n`)
}

function figures(all: readonly File[]) {
  const lines = all.map(file => file.lines)
  const functions = all.flatMap(file => file.functions).map(one => one.lines)
  return {
    count: all.length,
    lines: sum(all),
    median: quantile(lines, 0.5),
    ninetieth: quantile(lines, 0.9),
    longest: quantile(lines, 1),
    functionMedian: quantile(functions, 0.5),
    functionNinetieth: quantile(functions, 0.9),
  }
}

function sum(sizes: readonly Size[]): number {
  return sizes.reduce((total, { lines }) => total + lines, 0)
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)] ?? 0
}

async function measured(name: string): Promise<File> {
  const text = await readFile(join(ROOT, name), 'utf8')
  const lines = text.trimEnd().split('\n')
  const [top = '', second = ''] = name.split('/')
  return {
    name,
    lines: lines.length,
    folder: top === 'src' && !second.endsWith('.ts') ? `src/${second}` : top,
    functions: functionsOf(name, lines),
  }
}

/** Functions at the top level: from their first line to the brace that closes at the margin. */
function functionsOf(file: string, lines: readonly string[]): Size[] {
  return lines.flatMap((line, at) => {
    const name = /^(?:export )?(?:async )?function\*? (\w+)/u.exec(line)?.[1]
    if (name === undefined) return []
    const end = lines.findIndex((other, later) => later >= at && other.startsWith('}') && !other.startsWith('})'))
    return [{ name: `${name} (${file})`, lines: end - at + 1 }]
  })
}
