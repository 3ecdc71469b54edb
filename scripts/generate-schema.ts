import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '#config'
import { inDatabase, openTestServer, type TestServer } from '#test/server.ts'

const SCHEMA = join(projectFolder, 'src', 'store', 'schema.ts')

/** Days stay days and counts stay numbers, as `store/database.ts` reads them. */
const TYPES = { timestamptz: 'string', int8: 'number', date: 'string', uuid: 'string' }

/** What `src/store/schema.ts` should be: the row types of a database to which every migration was applied. */
export async function generatedSchema(server: TestServer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-schema-'))
  const file = join(folder, 'schema.ts')
  const { status, stdout, stderr } = spawnSync(
    join(projectFolder, 'node_modules', '.bin', 'kysely-codegen'),
    [
      ...[
        '--url',
        urlOf(server),
        '--dialect',
        'postgres',
        '--out-file',
        file,
        '--exclude-pattern',
        '*schema_migration',
      ],
      ...['--date-parser', 'string', '--numeric-parser', 'number', '--type-mapping', JSON.stringify(TYPES)],
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`kysely-codegen failed: ${stdout}${stderr}`)
  const text = await readFile(file, 'utf8')
  await rm(folder, { recursive: true })
  return text
}

function urlOf({ owner, template }: TestServer): string {
  const { connectionString, host = '', user = '' } = inDatabase(owner, template)
  return connectionString ?? `postgresql://${user}@localhost/${template}?host=${encodeURIComponent(host)}`
}

if (process.argv[1] === import.meta.filename) {
  const { server, stop } = await openTestServer(text => process.stderr.write(`${text}\n`))
  await writeFile(SCHEMA, await generatedSchema(server))
  await stop()
  process.stderr.write('src/store/schema.ts is as the migrations say.\n')
}
