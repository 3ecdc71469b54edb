import { randomBytes, randomUUID } from 'node:crypto'
import type { Instant } from '#domain/values/time.ts'
import { type Context, unitOfWork, type Who } from '#services/context.ts'
import { findPeople } from '#services/search.ts'
import { userByEmail } from '#services/users.ts'
import type { Database } from '#store/database.ts'

/** Do something about somebody of the demonstration world, found by name, as one of the personas. Throws when either is not there. */
export type AsPersona = <T>(
  email: string,
  name: string,
  work: (ctx: Context, personId: string) => Promise<T>,
) => Promise<T>

/** How personas act in a database, each time in a transaction of its own. */
export function personasOf(database: Database, clock: () => Instant): AsPersona {
  return async (email, name, work) => {
    const user = await userByEmail(database, email)
    if (user === undefined) throw new Error(`${email} is not in data/demo/personas.json`)
    const { id, name: userName, agency, team, roles } = user
    const who: Who = {
      actor: { id, name: userName, agency, team, roles },
      purpose: 'safeguarding',
      now: clock(),
      requestId: randomUUID(),
      newId: randomUUID,
      randomBytes,
    }
    return unitOfWork(database, who, async ctx => {
      const [found] = (await findPeople(ctx, name)).people
      if (found === undefined) throw new Error(`${email} finds nobody called ${name} in the demonstration world`)
      return work(ctx, found.personId)
    })
  }
}
