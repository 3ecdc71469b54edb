import { readFile } from 'node:fs/promises'
import { readSavedModel, type SavedModel } from '#linkage/saved-model.ts'
import { isSplinkSettings } from '#linkage/splink/settings.ts'
import { JobFailed, WrongUse } from '../command.ts'

/** What a file given as `--model` holds, told by its content. */
export type ModelFile =
  | { readonly kind: 'splink'; readonly json: unknown }
  | { readonly kind: 'own'; readonly saved: SavedModel }

/** Read a file given as `--model`. @throws WrongUse when there is no such file; JobFailed when it holds no model that is known */
export async function readModelFile(file: string): Promise<ModelFile> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw new WrongUse(`there is no file ${file} to read a model from`)
  const json = parseJson(text, file)
  if (isSplinkSettings(json)) return { kind: 'splink', json }
  try {
    return { kind: 'own', saved: readSavedModel(json) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new JobFailed(`${file} holds no model, neither one of Splink's nor one that --save-model wrote (${why})`)
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new JobFailed(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
