import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Problem } from '#domain/problem.ts'
import '@fastify/swagger'
import '#http/augment.ts'

/** Addresses of the built style sheet, script and images. */
export interface Assets {
  readonly urls: { readonly css: string; readonly js: string; readonly icon: string; readonly plainIcon: string }
  /** Files by their hashed name, with what browsers can take smaller. */
  readonly files: ReadonlyMap<string, AssetFile>
}

interface AssetFile {
  readonly type: string
  readonly plain: Buffer
  readonly gzip: Buffer
  readonly brotli: Buffer
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Read what scripts/build-assets.ts built into memory, so that a later build cannot pull files from under a running server. */
export function loadAssets(folder: string): Assets {
  const names = namesIn(folder)
  const url = (name: string): string => {
    const built = names[name]
    if (built === undefined)
      throw new Error(`${join(folder, 'manifest.json')} lacks ${name}: run npm start to build the web assets again`)
    return `/assets/${built}`
  }
  const files = Object.values(names).map(name => [name, readAsset(join(folder, name))] as const)
  return {
    urls: { css: url('app.css'), js: url('app.js'), icon: url('icon.svg'), plainIcon: url('plain.svg') },
    files: new Map(files),
  }
}

/** Serve the built files. Their names change with their content, so browsers may keep them for ever. */
export function assetRoutes(app: FastifyInstance, assets: Assets): void {
  app.get<{ Params: { file: string } }>(
    '/assets/:file',
    { config: { action: 'public' }, schema: { hide: true } },
    async (request, reply) => {
      const file = assets.files.get(request.params.file)
      if (file === undefined) throw new Problem('not-found')
      const [encoding, content] = smallest(file, request.headers['accept-encoding'] ?? '')
      if (encoding !== undefined) void reply.header('content-encoding', encoding)
      return reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'accept-encoding')
        .type(file.type)
        .send(content)
    },
  )
}

function namesIn(folder: string): Readonly<Record<string, string>> {
  try {
    const manifest: { readonly files: Readonly<Record<string, string>> } = JSON.parse(
      readFileSync(join(folder, 'manifest.json'), 'utf8'),
    )
    return manifest.files
  } catch (error) {
    throw new Error('The web assets are not built: start with npm start, which builds them', { cause: error })
  }
}

function readAsset(file: string): AssetFile {
  return {
    type: TYPES[extname(file)] ?? 'application/octet-stream',
    plain: readFileSync(file),
    gzip: readFileSync(`${file}.gz`),
    brotli: readFileSync(`${file}.br`),
  }
}

function smallest(file: AssetFile, accepted: string): readonly [encoding: string | undefined, content: Buffer] {
  if (/\bbr\b/.test(accepted)) return ['br', file.brotli]
  if (/\bgzip\b/.test(accepted)) return ['gzip', file.gzip]
  return [undefined, file.plain]
}
