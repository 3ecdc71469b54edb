/** A value read from text in its canonical form, or the reason in plain words why it is not one. The reason never repeats the text. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** A value that passed. */
export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

/** A refusal with its reason: a sentence without its full stop, and without the value. */
export function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
