import { parseMsisdn } from '#domain/values/identifiers.ts'

/** The number in E.164 where that can be told, else its digits; undefined with fewer than six digits. */
export function toPhone(text: string): string | undefined {
  const parsed = parseMsisdn(text)
  if (parsed.ok) return parsed.value
  const digits = text.slice(0, 60).normalize('NFKC').replace(/\D/g, '')
  return digits.length >= 6 && digits.length <= 15 && !/^(\d)\1*$/.test(digits) ? digits : undefined
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
