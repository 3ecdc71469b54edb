import type { Failure } from '#http/problem.ts'
import type { DraftModel } from '../../draft.ts'
import type { PageModel } from '../page.ts'

/** Exactly what page.njk prints. */
export interface ErrorPage extends PageModel {
  readonly lines: readonly string[]
  readonly fields: readonly { readonly field: string; readonly message: string }[]
  readonly draft: DraftModel | undefined
  /** Where it can be seen how things stand now. */
  readonly look: string | undefined
  readonly reference: string | undefined
}

/** The button that sends the same again, where that can help. */
export function againButton({ code }: Failure): string | undefined {
  switch (code) {
    case 'form-expired':
    case 'idempotency-conflict':
    case 'internal':
    case 'not-ready':
    case 'too-many-requests':
      return code === 'idempotency-conflict' ? 'Store this one too' : 'Try again'
    case 'already-answered':
    case 'bad-file':
    case 'bad-request':
    case 'not-found':
    case 'sign-in-required':
    case 'stale-version':
    case 'too-large':
      return undefined
  }
}

/** A failure in words: what happened, what became of the work, what to do. `page` is the address that the form was on. */
export function errorPage(failure: Failure, draft?: DraftModel, page?: string): ErrorPage {
  return {
    pageTitle: draft !== undefined && failure.code === 'not-found' ? 'This could not be done' : failure.title,
    hasErrors: true,
    lines: [...linesOf(failure, draft), ...(draft === undefined ? [] : stillHere(draft))],
    fields: failure.fields,
    draft,
    look: failure.code === 'stale-version' || failure.code === 'already-answered' ? page : undefined,
    reference: failure.status === 404 ? undefined : failure.requestId,
  }
}

function stillHere({ rows, again }: DraftModel): readonly string[] {
  if (rows.length === 0) return []
  return [
    again === undefined
      ? 'What you wrote is kept on this page only: copy it before you leave.'
      : 'What you wrote is kept on this page only, and can be sent again from here.',
  ]
}

function linesOf(failure: Failure, draft: DraftModel | undefined): readonly string[] {
  // Written for those who send keys with requests of their own.
  if (failure.code === 'idempotency-conflict' || failure.detail === undefined) return adviceOn(failure, draft)
  return [failure.detail]
}

function adviceOn({ code }: Failure, draft: DraftModel | undefined): readonly string[] {
  switch (code) {
    case 'not-found':
      return draft === undefined
        ? [
            'The address may be wrong, the thing may be gone, or it may not be yours to see. This page is the same for all three.',
            'If you typed or pasted the address, check it. If somebody sent it to you, ask them which agency holds it and ring that agency.',
          ]
        : ['What it was about may be gone, or may not be yours to see or change. This page is the same for both.']
    case 'internal':
      return [
        draft === undefined ? 'Load the page again in a moment.' : 'What you sent was not stored.',
        'If it happens again and a child is in danger now, ring the agency or 999. Do not wait for this service.',
      ]
    case 'not-ready':
      return ['It will be there in a moment. Load this page again.']
    case 'form-expired':
      return [
        draft === undefined
          ? 'Nothing was stored. Open the page again and send the form from there.'
          : 'Nothing was stored. The form was from before you last signed in, or before this service last started.',
      ]
    case 'stale-version':
    case 'already-answered':
      return ['Nothing of yours was stored over what they did.']
    case 'idempotency-conflict':
      return [
        'You sent this form before, and what it said then is stored. Since then something in it was changed, and that is not stored.',
      ]
    case 'bad-request':
    case 'bad-file':
    case 'sign-in-required':
    case 'too-large':
    case 'too-many-requests':
      return ['Nothing was stored.']
  }
}
