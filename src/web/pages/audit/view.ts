import type { AuditLine } from '#services/audit.ts'
import { momentText } from '#web/dates.ts'
import { inWordsOf } from '#web/words.ts'

/** Exactly what page.njk prints: entries newest first, and the way to older ones. */
export function auditPage(
  lines: readonly AuditLine[],
  before: number | undefined,
  purposeLabel: (code: string) => string,
) {
  const last = lines.at(-1)
  return {
    pageTitle: 'Who looked at what, and why',
    rows: lines.map(line => ({
      seq: line.seq,
      time: { text: momentText(line.at), iso: line.at },
      who: line.actorName,
      what: inWordsOf(line.action.replace('.', ' ')),
      about: `${inWordsOf(line.subjectKind)} ${line.subjectId}`,
      purpose: purposeLabel(line.purpose),
      outcome: line.allowed ? (line.disclosed > 0 ? `allowed, ${line.disclosed} shown` : 'allowed') : 'refused',
    })),
    first: before === undefined ? '' : '/audit',
    older: last === undefined || last.seq <= 1 ? '' : `/audit?before=${last.seq}`,
  }
}
