import { spawn, spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { projectFolder } from '#config'

/** A Chromium that starts on this machine. */
export interface Chromium {
  readonly path: string
  /** What to add to its environment. */
  readonly env: Readonly<Record<string, string>>
}

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The Chromium of CHROMIUM_PATH; else one that is installed; else the one that npm brings, with the libraries and fonts that the
 * machine may lack; else, for root on Debian, the system's package. Throws with what to do when there is none.
 */
export async function findChromium(): Promise<Chromium> {
  const given = process.env['CHROMIUM_PATH']
  if (given) return { path: given, env: {} }
  const installed = INSTALLED.find(path => existsSync(path))
  if (installed !== undefined) return { path: installed, env: {} }
  const packed = await unpackedChromium().catch((error: unknown) => String(error))
  if (typeof packed !== 'string' && runs(packed)) return packed
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    process.stderr.write('Installing chromium with apt-get, for the tests that need a browser.\n')
    spawnSync('sh', ['-c', 'apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium'], {
      stdio: 'ignore',
    })
    const [path] = INSTALLED
    if (path !== undefined && existsSync(path)) return { path, env: {} }
  }
  throw new Error(
    `No browser for the tests. Install Chromium, or name one in CHROMIUM_PATH.${typeof packed === 'string' ? ` (${packed})` : ''}`,
  )
}

/** The browser inside the npm package, unpacked once; 200 MB in `var/`. */
async function unpackedChromium(): Promise<Chromium> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const home = dirname(dirname(dirname(entry)))
  const { version }: { version: string } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
  const folder = join(projectFolder, 'var', `chromium-${version}-${process.getuid?.() ?? 0}`)
  if (!existsSync(folder)) await unpack(join(home, 'bin'), folder)
  return {
    path: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

/** Unpacked beside and moved into place, so that it is whole or absent. */
async function unpack(bin: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const part = await mkdtemp(`${folder}.`)
  try {
    await fill(part, bin, folder)
    await rename(part, folder)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    // Another test run was quicker.
    if (!existsSync(folder)) throw error
  }
}

async function fill(part: string, bin: string, folder: string): Promise<void> {
  await pipeline(
    createReadStream(join(bin, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(part, 'chromium'), { mode: 0o755 }),
  )
  // Its libraries go to lib/, the software renderer beside the program, where it looks for it.
  for (const archive of ['al2023', 'swiftshader', 'fonts']) await untar(join(bin, `${archive}.tar.br`), part)
  await writeFile(join(part, 'fonts.conf'), fontsConf(join(folder, 'fonts'), join(folder, 'cache')))
}

async function untar(archive: string, folder: string): Promise<void> {
  const tar = spawn('tar', ['-x', '-f', '-', '--no-same-owner', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = new Promise<number | null>((done, failed) => tar.on('error', failed).on('close', done))
  // tar closes its input at the end mark, before the padding that follows: what counts is how it ends.
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin).catch(() => undefined)
  if ((await ended) !== 0) throw new Error(`tar cannot unpack ${archive}`)
}

/** The machine's fonts and, where it has none, the one in the package. */
function fontsConf(fonts: string, cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${fonts}</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`
}

function runs(chromium: Chromium): boolean {
  const { status } = spawnSync(chromium.path, ['--version'], { env: { ...process.env, ...chromium.env } })
  return status === 0
}
