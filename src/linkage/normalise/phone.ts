import { parseMsisdn } from '#domain/values/identifiers.ts'

/** The number in E.164; undefined when it is not one, since a number that fails its check is never used to match. */
export function toPhone(text: string): string | undefined {
  if (text === '') return undefined
  const parsed = parseMsisdn(text)
  return parsed.ok ? parsed.value : undefined
}

/** The address in lower case; undefined when it has not the form of one. */
export function toEmail(text: string): string | undefined {
  const email = text
    .slice(0, 320)
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '')
  return /^[^\s@]+@[^\s@]+$/.test(email) ? email : undefined
}
