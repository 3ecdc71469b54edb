import type { Grant } from '#domain/access.ts'
import { questionsAt } from '#domain/condition.ts'
import { bornOn, isAdultOn } from '#domain/born.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { EncounterFile } from '#store/encounters.ts'
import { listOrdersAt } from '#store/orders.ts'
import { type Contact, findContacts } from './contacts.ts'
import { type Context, disclosed } from './context.ts'

/** What to ask at an encounter because of one order. */
export interface OrderAsked {
  readonly orderId: string
  readonly reference: string
  readonly holder: AgencyId
  /** Whom to ring about it; undefined where that is the reader's own agency. */
  readonly ring: Contact | undefined
  /** Code of data/reference/orders.json. */
  readonly kind: string
  readonly questions: readonly string[]
}

/** What is seen of several phones, of data/reference/encounter-observations.json. */
const SEVERAL_PHONES = 'two-phones'

/**
 * What to ask because of orders of the person of an encounter that the actor's agency holds or was shown, as they stand now.
 *
 * One question to the database more, by the person; nothing where the encounter is of nobody whom the agency reaches.
 */
export async function askedAt(
  ctx: Context,
  grant: Grant<'encounter.read'>,
  encounter: EncounterFile,
): Promise<readonly OrderAsked[]> {
  const { personId, occurredAt, outcode, withWhom, person, observations, place } = encounter
  if (personId === null) return []
  const day = londonDay(occurredAt)
  const phone = person['phone']
  const met = {
    at: occurredAt,
    place,
    outcode: outcode ?? undefined,
    withWhom: withWhom ?? undefined,
    phone: typeof phone === 'string' ? phone : undefined,
    severalPhones: observations.includes(SEVERAL_PHONES),
  }
  const orders = await listOrdersAt(ctx.tx, grant, personId, day)
  const asked = orders.flatMap(({ orderId, reference, agency, kind, conditions, born, protects }) => {
    const whom = { isAdult: isAdultOn(bornOn(born), day), protectsChild: protects !== null }
    const questions = questionsAt(conditions, met, whom).map(({ text }) => text)
    return questions.length === 0 ? [] : [{ orderId, reference, holder: agency, kind, questions }]
  })
  if (asked.length === 0) return []
  disclosed(
    ctx,
    grant,
    asked.map(({ orderId }) => orderId),
  )
  const others = asked.filter(({ holder }) => holder !== ctx.actor.agency)
  const contactOf = await findContacts(
    ctx,
    others.map(({ holder }) => ({ holder, team: undefined })),
  )
  return asked.map(one => ({
    ...one,
    ring: one.holder === ctx.actor.agency ? undefined : contactOf({ holder: one.holder, team: undefined }),
  }))
}
