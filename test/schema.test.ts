import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { projectFolder } from '#config'
import { generatedSchema } from '../scripts/generate-schema.ts'

it('the row types are those of the migrated database (npm run schema makes them so)', async () => {
  const written = await readFile(join(projectFolder, 'src', 'store', 'schema.ts'), 'utf8')
  expect(written).toBe(await generatedSchema(inject('server')))
})
