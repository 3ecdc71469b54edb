import { plusMinutes } from '#domain/values/time.ts'
import { type AgencyCounts, countAgencies } from '#store/pictures.ts'
import { authorise, type Context, ownSubject } from './context.ts'

export type { AgencyCounts }

const DAYS = 30

/** The country in counts over the last 30 days, every agency, those that bring nothing in included: they are the gaps. */
export function nationalPicture(ctx: Context): Promise<readonly AgencyCounts[]> {
  const grant = authorise(ctx, 'picture.read', ownSubject(ctx, 'picture'))
  return countAgencies(ctx.tx, grant, plusMinutes(ctx.now, -DAYS * 24 * 60))
}
