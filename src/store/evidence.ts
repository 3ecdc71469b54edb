import { type BriefEvidence, type Evidence, fullEvidence } from '#linkage/index.ts'

/** A row with its evidence as it is stored. */
export type Brief<T extends { readonly evidence: readonly Evidence[] }> = Omit<T, 'evidence'> & {
  readonly evidence: BriefEvidence
}

/** The row with the evidence in full. */
export function withEvidence<T extends { readonly evidence: BriefEvidence }>(
  row: T,
): Omit<T, 'evidence'> & { readonly evidence: readonly Evidence[] } {
  return { ...row, evidence: fullEvidence(row.evidence) }
}
