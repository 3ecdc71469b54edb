import { parsePostalCode } from '#domain/values/postal-code.ts'

/** A British postcode in upper case with one space, or the digits of a foreign one; undefined when it is neither. */
export function toPostcode(text: string): string | undefined {
  if (text === '') return undefined
  const parsed = parsePostalCode(text)
  return parsed.ok ? parsed.value : undefined
}
