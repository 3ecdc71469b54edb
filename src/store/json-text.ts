/**
 * A value as JSON that PostgreSQL accepts: it holds neither NUL characters nor halves of surrogate pairs, which some
 * senders leave in text; they become the replacement character.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return /\\u(?:0000|d[89a-f])/i.test(text) ? JSON.stringify(value, wellFormed) : text
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
}

/** Numbers or ids as PostgreSQL writes an array; much quicker than what the client does with each element. */
export function arrayText(items: readonly (number | bigint | string)[]): string {
  return `{${items.join(',')}}`
}
