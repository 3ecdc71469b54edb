import type { Mapping } from '#domain/mapping.ts'
import type { Batch } from '#services/intake/batches.ts'
import type { PageModel } from '../../page.ts'
import { count, stateTag, when } from '../words.ts'

/** Exactly what page.njk prints. */
export interface FilesPage extends PageModel {
  readonly files: readonly {
    readonly href: string
    readonly name: string
    readonly kind: string
    readonly at: string
    readonly tag: { readonly text: string; readonly classes: string }
    readonly rows: string
    readonly refused: string
  }[]
  readonly first: string | undefined
  readonly next: string | undefined
}

/** The files of an agency, newest first. */
export function filesPage(
  files: readonly Batch[],
  mappings: readonly Mapping[],
  page: { readonly next: string | undefined; readonly continued: boolean },
): FilesPage {
  return {
    pageTitle: 'Records brought in',
    files: files.map(batch => ({
      href: `/records-in/${batch.batchId}`,
      name: batch.fileName,
      kind: mappings.find(mapping => mapping.name === batch.mapping)?.title ?? batch.mapping,
      at: when(batch.createdAt),
      tag: stateTag(batch.state),
      rows: count(batch.counts.rows),
      refused: count(batch.counts.refused),
    })),
    first: page.continued ? '/records-in' : undefined,
    next: page.next === undefined ? undefined : `/records-in?after=${encodeURIComponent(page.next)}`,
  }
}
