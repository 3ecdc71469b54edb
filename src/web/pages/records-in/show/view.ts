import { type Batch, MOST_ERRORS } from '#services/intake/batches.ts'
import type { PageModel } from '../../page.ts'
import { count, counted, countRows, stateTag, when } from '../words.ts'

/** Exactly what page.njk prints. */
export interface FilePage extends PageModel {
  readonly id: string
  readonly fileName: string
  readonly tag: { readonly text: string; readonly classes: string }
  /** What happened or is happening, in a sentence or two. */
  readonly says: string
  readonly at: string
  readonly working: boolean
  readonly progress: string
  readonly counts: ReturnType<typeof countRows>
  readonly errorFile: { readonly href: string; readonly text: string } | undefined
  readonly again: boolean
}

const AGAIN = 'Send the file again to finish it: nothing is doubled.'

/** How far a file is, or how it ended. */
export function filePage(batch: Batch): FilePage {
  const { counts, state } = batch
  return {
    pageTitle: 'Records in',
    id: batch.batchId,
    fileName: batch.fileName,
    tag: stateTag(state),
    says: saysOf(batch),
    at: when(batch.finishedAt ?? batch.updatedAt ?? batch.createdAt),
    working: isWorking(batch),
    progress: progressOf(batch),
    counts: counts.rows === 0 ? [] : countRows(counts, 'did'),
    errorFile:
      counts.refused === 0 || state === 'cancelled'
        ? undefined
        : {
            href: `/records-in/${batch.batchId}/errors.csv`,
            text:
              counts.refused > MOST_ERRORS
                ? `Download the first ${count(MOST_ERRORS)} errors of ${count(counts.refused)} refused rows (CSV)`
                : `Download ${counted(counts.refused, 'refused row')} (CSV)`,
          },
    again: state === 'done' || state === 'failed',
  }
}

/** Whether somebody is reading it; when whoever did is gone, it is marked within the minute. */
export function isWorking({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'reading' || state === 'checking'
}

/** How much has been read, in words. */
export function progressOf({ counts, sizeBytes }: Pick<Batch, 'counts' | 'sizeBytes'>): string {
  const percent = sizeBytes === 0 ? 0 : Math.min(100, Math.floor((100 * counts.readBytes) / sizeBytes))
  return `${counted(counts.rows, 'row')} so far, ${percent} % of the file; ${count(counts.refused)} refused.`
}

function saysOf(batch: Batch): string {
  switch (batch.state) {
    case 'checking':
      return 'The file is being checked. This page goes on by itself.'
    case 'reading':
      return 'The file is coming in. You may leave this page; it goes on without you.'
    case 'previewed':
      return 'The file was checked and is no longer kept. Send it again.'
    case 'done':
      if (batch.counts.rows === 0) return 'The file has a header and no rows: nothing was brought in.'
      return `${counted(batch.counts.good + batch.counts.corrected, 'row')} went in. Sending the file again is harmless: nothing is doubled.`
    case 'failed':
    case 'cancelled':
      return batch.problem ?? AGAIN
  }
}
