import { readFile } from 'node:fs/promises'
import { isSplinkSettings } from '#linkage/splink/settings.ts'
import { JobFailed, WrongUse } from '../command.ts'

/** What a file given as `--model` holds, told by its content. */
export interface ModelFile {
  readonly kind: 'splink'
  readonly json: unknown
}

/** Read a file given as `--model`. @throws WrongUse when there is no such file; JobFailed when it holds no model that is known */
export async function readModelFile(file: string): Promise<ModelFile> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw new WrongUse(`there is no file ${file} to read a model from`)
  const json = parseJson(text, file)
  if (isSplinkSettings(json)) return { kind: 'splink', json }
  throw new JobFailed(
    `${file} holds no model: Splink's settings have comparisons and probability_two_random_records_match`,
  )
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new JobFailed(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
