import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, plusDays } from '#domain/values/time.ts'
import { changePlan, openPlan } from '#services/plans.ts'
import { noteSupervision, openSupervisionOf } from '#services/supervision.ts'
import { userByEmail } from '#services/users.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const MANAGER = 's.demir@enfield-council.example'
const WORKER = 'i.larsson@enfield-council.example'
const ENFIELD = 'enfield-council' as AgencyId
const GIRL = 'Adaeze Nwosu'

/** Let the council's manager and practitioner share work with the girl in care and talk about it. Doing it again changes nothing. */
export async function workAsTeam(database: Database, clock: () => Instant): Promise<void> {
  const as = asPersona(database, clock, GIRL)
  const worker = await userByEmail(database, WORKER)
  if (worker === undefined) throw new Error(`${WORKER} is not in data/demo/personas.json`)
  await as(MANAGER, async (ctx, person) => {
    const { notes } = await openSupervisionOf(ctx, person)
    const { plan } = await openPlan(ctx, person)
    if (plan === undefined || notes.length > 0) return
    const day = londonDay(ctx.now)
    const act = (name: string, days: number, words: string) =>
      changePlan(ctx, person, {
        kind: 'act',
        planId: plan.planId,
        owner: { agency: ENFIELD, name },
        dueOn: plusDays(day, days),
        words,
      })
    await act('Ruth Carver', 2, 'Ask the foster carer what the nights are like')
    await act(worker.name, 4, 'Go with her to the clinic')
    await noteSupervision(ctx, person, {
      heldOn: day,
      worker: worker.id,
      supervisor: ctx.actor.id,
      reflection: 'She says more when nobody asks about the house. We do not know who pays for the phone.',
      agreed: 'Ife asks about the phone only when she brings it up herself.',
      agreedBy: plusDays(day, 7),
      nextOn: plusDays(day, 5),
    })
  })
}
