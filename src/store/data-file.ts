import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'

const DATA = new URL('../../data/', import.meta.url)

/**
 * A JSON file of the data folder, checked and frozen.
 *
 * @param path within the data folder: 'reference/agencies.json'
 * @throws Error that names the file and the first wrong place, when it is missing, is not JSON or does not fit
 */
export function readDataFile<S extends TSchema>(path: string, schema: S): Static<S> {
  const content = parsed(path)
  if (!Value.Check(schema, content)) {
    const [wrong] = Value.Errors(schema, content)
    throw new Error(
      `data/${path} is not valid at ${wrong?.instancePath || '/'}: ${wrong?.message ?? 'unknown fault'}. Restore or correct the file.`,
    )
  }
  return deepFreeze(content)
}

/** Where the data folder is, for listing. */
export function dataFolder(name: string): string {
  return fileURLToPath(new URL(`${name}/`, DATA))
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(new URL(path, DATA), 'utf8'))
  } catch (error) {
    throw new Error(`data/${path} cannot be read as JSON. Restore or correct the file.`, { cause: error })
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
