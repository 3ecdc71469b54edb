import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { answerReferral, openReferrals, sendReferral } from '#services/referrals.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const SCHOOL = 'k.adeyemi@hazelbrook-academy.example'
const COUNCIL = 's.demir@enfield-council.example'

/** Let the school ask the council for a worker for the boy, and the council accept. Doing it again changes nothing. */
export async function tellOfReferrals(database: Database, clock: () => Instant): Promise<void> {
  const ofTheBoy = asPersona(database, clock, 'Jermaine Francis')
  const sent = await ofTheBoy(SCHOOL, async (ctx, person) => {
    if ((await openReferrals(ctx, person)).state.length > 0) return undefined
    return sendReferral(ctx, person, {
      kind: 'send',
      to: 'enfield-council' as AgencyId,
      service: 'exploitation-service',
      words: 'He is driven to places, and comes back with money and bruises. Who drives him is not known to us.',
      wishes: 'Somebody to talk to who is not a teacher and not the police.',
      consent: 'child-and-parent',
      consentWhy: '',
      urgency: 'soon',
      name: 'Kemi Adeyemi',
      phone: '07700 900321',
    })
  })
  const referralId = sent?.at(-1)?.referralId
  if (referralId === undefined) return
  await ofTheBoy(COUNCIL, (ctx, person) =>
    answerReferral(ctx, person, {
      kind: 'accept',
      referralId,
      words: 'A worker of the exploitation team meets him at school, in the room that he chooses.',
      name: 'Selin Demir',
      phone: '07700 900456',
      firstOn: londonDay(ctx.now),
    }),
  )
}
