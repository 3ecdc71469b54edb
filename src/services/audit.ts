import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { type AuditBreak, type AuditLine, findAuditBreak, listAudit } from '#store/audit.ts'
import { listAgencies } from '#store/agencies.ts'
import type { Database } from '#store/database.ts'
import { authorise, type Context, ownSubject, unitOfWork } from './context.ts'
import { operatorOf } from './operators.ts'

export type { AuditBreak, AuditLine }

/** Whether the trail of one agency is whole: undefined, or where it breaks. */
export function verifyTrail(ctx: Context): Promise<AuditBreak | undefined> {
  return findAuditBreak(ctx.tx, authorise(ctx, 'audit.verify', ownSubject(ctx, 'audit')))
}

/** The agency's own trail, newest first, from before an entry number when given. */
export function readTrail(ctx: Context, before: number | undefined): Promise<readonly AuditLine[]> {
  return listAudit(ctx.tx, authorise(ctx, 'audit.read', ownSubject(ctx, 'audit')), 100, before)
}

/** Verify the trail of every agency, or of one, as a named operator. The verifying is itself on the trail, after what was verified. */
export async function verifyAll(
  database: Database,
  operator: string,
  clock: () => Instant,
  only: AgencyId | undefined,
): Promise<readonly { readonly agency: string; readonly break: AuditBreak | undefined }[]> {
  const all = await database.transaction('', tx => listAgencies(tx))
  const agencies = only === undefined ? all.map(agency => agency.code) : [only]
  const verified = []
  for (const agency of agencies) {
    const found = await unitOfWork(database, operatorOf(agency as AgencyId, operator, clock()), verifyTrail)
    verified.push({ agency, break: found })
  }
  return verified
}
