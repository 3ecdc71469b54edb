import type { Failure } from '#http/problem.ts'
import type { PageModel } from '../page.ts'

/** Exactly what page.njk prints. */
export interface ErrorPage extends PageModel {
  readonly lines: readonly string[]
  readonly fields: readonly { readonly field: string; readonly message: string }[]
  readonly reference: string | undefined
}

/** A failure in words: what happened, what became of the work, what to do. */
export function errorPage(failure: Failure): ErrorPage {
  return {
    pageTitle: failure.title,
    hasErrors: true,
    lines: failure.detail === undefined ? adviceOn(failure) : [failure.detail],
    fields: failure.fields,
    reference: failure.status === 404 ? undefined : failure.requestId,
  }
}

function adviceOn({ code }: Failure): readonly string[] {
  switch (code) {
    case 'not-found':
      return [
        'The address may be wrong, the thing may be gone, or it may not be yours to see. This page is the same for all three.',
        'If you typed or pasted the address, check it. If somebody sent it to you, ask them which agency holds it and ring that agency.',
      ]
    case 'internal':
      return [
        'What you sent was not saved. Your words are still in the page before this one: go back and send it again.',
        'If it happens again and a child is in danger now, ring the agency or 999. Do not wait for this service.',
      ]
    case 'not-ready':
      return ['It will be there in a moment. Load this page again.']
    case 'form-expired':
      return ['Go back, load the page again, and send the form once more.']
    case 'stale-version':
    case 'already-answered':
      return ['Go back and load the page again to see what they did. Nothing of yours was saved over it.']
    case 'bad-request':
    case 'bad-file':
    case 'idempotency-conflict':
    case 'sign-in-required':
    case 'too-large':
    case 'too-many-requests':
      return ['Nothing was saved. Go back, change it, and send it again.']
  }
}
