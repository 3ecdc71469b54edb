import type { Purpose } from '#domain/actor.ts'
import type { Draft } from '#http/draft.ts'
import type { PersonaChoice } from '#services/sign-in.ts'
import { type FormErrors, NO_ERRORS, type Typed } from '../../form.ts'
import type { PageModel, PurposeWords } from '../page.ts'

/** Exactly what page.njk prints. */
export interface SignInPage extends PageModel {
  readonly next: string
  /** What was written before, carried along in JSON; empty when there is nothing. */
  readonly draft: string
  readonly email: string
  readonly purposes: readonly {
    readonly value: string
    readonly text: string
    readonly hint: { readonly text: string }
    readonly checked: boolean
  }[]
  readonly errors: FormErrors
  readonly personas: readonly PersonaChoice[]
}

/** What the sign-in page is made from. */
export interface SignInView {
  readonly next: string
  readonly purposes: readonly PurposeWords[]
  readonly personas: readonly PersonaChoice[]
  readonly typed?: Typed
  readonly errors?: FormErrors
  /** What somebody wrote in a form whose session had ended. */
  readonly draft?: Draft | undefined
}

/** Words and choices of the sign-in page. */
export function signInPage(view: SignInView): SignInPage {
  const { next, purposes, personas, typed = {}, errors = NO_ERRORS, draft } = view
  const chosen = typed['purpose'] ?? ('safeguarding' satisfies Purpose)
  return {
    pageTitle: 'Sign in',
    hasErrors: errors.summary.length > 0,
    next,
    draft: draft === undefined ? '' : JSON.stringify(draft),
    email: typeof typed['email'] === 'string' ? typed['email'] : '',
    purposes: purposes.map(({ code, label, description }) => ({
      value: code,
      text: label,
      hint: { text: description },
      checked: code === chosen,
    })),
    errors,
    personas,
  }
}

/** The address to come back to, if it is one of ours; otherwise the start page. Nobody is sent to another site. */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next) || next.length > 2000) return '/'
  const base = 'http://here.invalid'
  if (!URL.canParse(next, base)) return '/'
  const url = new URL(next, base)
  return url.origin === base && !/^\/sign-(in|out)/.test(url.pathname) ? url.pathname + url.search : '/'
}
