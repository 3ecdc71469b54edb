/** How two identifiers of one kind agree, best first. Both passed their check digit, so a slip of the pen is unlikely. */
export const IDENTIFIER_LEVELS = ['same', 'differs'] as const

/** Index in IDENTIFIER_LEVELS. */
export function identifierLevel(a: string, b: string): number {
  return a === b ? 0 : 1
}
