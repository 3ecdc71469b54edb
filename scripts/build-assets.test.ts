import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '#config'
import { loadAssets } from '#web/assets.ts'
import { buildAssets } from './build-assets.ts'

const out = join(projectFolder, 'dist', 'assets')

it('builds once, and finds that out quickly', async () => {
  await Promise.all([buildAssets(), buildAssets()])
  const from = performance.now()
  expect(await buildAssets()).toBe(false)
  expect(performance.now() - from).toBeLessThan(1000)
})

it('brings nobody the font, the crown or the crest of GOV.UK, nor anything from another site', async () => {
  await buildAssets()
  const { files } = loadAssets(out)
  for (const name of files.keys()) {
    const text = await readFile(join(out, name), 'utf8')
    expect(text).not.toMatch(/GDS Transport|@font-face|crest|crown/)
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/url\(["']?https?:|\bfrom"https?:/)
  }
})
