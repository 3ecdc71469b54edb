import { randomBytes, randomUUID } from 'node:crypto'
import type { Instant } from '#domain/values/time.ts'
import { type Context, unitOfWork, type Who } from '#services/context.ts'
import { findPeople } from '#services/search.ts'
import { actorOf } from '#services/sign-in.ts'
import { userByEmail } from '#services/users.ts'
import type { Database } from '#store/database.ts'

/** What a persona does about one person of a story, whom they find by name as they would on the page, or were told of. Throws when they find nobody. */
export function asPersona(database: Database, clock: () => Instant, named: string) {
  return async <T>(email: string, work: (ctx: Context, personId: string) => Promise<T>, told?: string): Promise<T> => {
    const user = await userByEmail(database, email)
    if (user === undefined) throw new Error(`${email} is not in data/demo/personas.json`)
    const actor = actorOf(user)
    const who: Who = {
      actor,
      purpose: 'safeguarding',
      now: clock(),
      requestId: randomUUID(),
      newId: randomUUID,
      randomBytes,
      // A guest works as an agency of their own, and stands on the trail of the one that invited them.
      ...(actor.agency === user.agency ? {} : { trailOf: user.agency }),
    }
    return unitOfWork(database, who, async ctx => {
      if (told !== undefined) return work(ctx, told)
      const [found] = (await findPeople(ctx, named)).people
      if (found === undefined) throw new Error(`${email} finds nobody called ${named} in the demonstration world`)
      return work(ctx, found.personId)
    })
  }
}
