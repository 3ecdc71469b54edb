import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Whatever changes the built files: our styles and scripts, the kit's and the tools' versions, and this script. */
const SOURCES = [
  'src/web/assets/**/*.{scss,js,svg}',
  'src/web/pages/**/*.{scss,client.js}',
  'scripts/build-assets.ts',
  'node_modules/{govuk-frontend,sass,esbuild}/package.json',
]

/** Built file names by the name that templates use, and the hash of the sources they were made from. */
export interface Manifest {
  readonly sources: string
  readonly files: Readonly<Record<string, string>>
}

/** Build the style sheet, the script and the images into `dist/assets`, unless they are there already. Returns whether it built. */
export async function buildAssets(root: string = ROOT): Promise<boolean> {
  const out = join(root, 'dist', 'assets')
  const sources = await hashOfSources(root)
  if (await isFresh(out, sources)) return false

  const images = await list(root, ['src/web/assets/images/*.svg'])
  const built: readonly (readonly [name: string, content: Uint8Array | string])[] = [
    ['app.css', await styles(root)],
    ['app.js', await scripts(root)],
    ...(await Promise.all(
      images.map(
        async file => [file.slice('src/web/assets/images/'.length), await readFile(join(root, file))] as const,
      ),
    )),
  ]
  const files = Object.fromEntries(built.map(([name, content]) => [name, hashedName(name, content)]))

  // Built beside and moved into place, so that a start in the middle of a build never sees half of it.
  await mkdir(dirname(out), { recursive: true })
  const fresh = await mkdtemp(`${out}-`)
  await chmod(fresh, 0o755)
  for (const [name, content] of built) await writeAll(join(fresh, files[name] ?? name), content)
  await writeFile(join(fresh, 'manifest.json'), `${JSON.stringify({ sources, files } satisfies Manifest, null, 2)}\n`)
  await rm(out, { recursive: true, force: true })
  await rename(fresh, out).catch(async error => {
    // Another build was quicker; its files are as good as ours.
    await rm(fresh, { recursive: true, force: true })
    if (!(await isFresh(out, sources))) throw error
  })
  return true
}

async function isFresh(out: string, sources: string): Promise<boolean> {
  const file = join(out, 'manifest.json')
  if (!existsSync(file)) return false
  const manifest: Partial<Manifest> = JSON.parse(await readFile(file, 'utf8'))
  return manifest.sources === sources && Object.values(manifest.files ?? {}).every(name => existsSync(join(out, name)))
}

async function hashOfSources(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await list(root, SOURCES)) hash.update(`${file}\0`).update(await readFile(join(root, file)))
  return hash.digest('hex')
}

async function list(root: string, patterns: readonly string[]): Promise<string[]> {
  return (await Array.fromAsync(glob([...patterns], { cwd: root }))).toSorted()
}

/** Our style sheet, then each page folder's own. */
async function styles(root: string): Promise<string> {
  const { compileStringAsync } = await import('sass')
  const pages = await list(root, ['src/web/pages/**/*.scss'])
  const entry = ['src/web/assets/scss/app', ...pages].map((file, at) => `@use '${file}' as sheet-${at};`).join('\n')
  const result = await compileStringAsync(entry, {
    loadPaths: [root, join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
  })
  return result.css
}

/** The kit's scripts and ours in one module, then each page folder's own `*.client.js`. */
async function scripts(root: string): Promise<string> {
  const { build } = await import('esbuild')
  const ours = await list(root, ['src/web/assets/js/*.js', 'src/web/pages/**/*.client.js'])
  const result = await build({
    stdin: { contents: ours.map(file => `import './${file}'`).join('\n'), resolveDir: root, sourcefile: 'entry.js' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2020'],
    legalComments: 'eof',
    write: false,
    absWorkingDir: root,
  })
  return result.outputFiles[0]?.text ?? ''
}

function hashedName(name: string, content: Uint8Array | string): string {
  const dot = name.lastIndexOf('.')
  return `${name.slice(0, dot)}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}${name.slice(dot)}`
}

async function writeAll(file: string, content: Uint8Array | string): Promise<void> {
  await writeFile(file, content)
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content))
}

if (import.meta.main) {
  const built = await buildAssets()
  if (built) process.stderr.write('Web assets built.\n')
}
