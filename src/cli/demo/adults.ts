import type { Instant } from '#domain/values/time.ts'
import { changeAdult, openAdult } from '#services/adults.ts'
import { changeLead, openLead } from '#services/cases.ts'
import { changeTurning } from '#services/turning-18.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const POLICE = 't.hale@essex-police.example'
const COUNCIL = 's.demir@enfield-council.example'

/** Let the personas open a concern for the man whose flat was taken over, and prepare a girl for eighteen. Doing it again changes nothing. */
export async function tellOfAdults(database: Database, clock: () => Instant): Promise<void> {
  const ofTheMan = asPersona(database, clock, 'Graham Thorne')
  await ofTheMan(POLICE, async (ctx, person) => {
    if ((await openAdult(ctx, person)).events.length > 0) return
    await changeAdult(ctx, person, {
      kind: 'wish',
      toldBy: 'self',
      outcome: 'To sleep in my own bed with the door locked',
      words: 'They came with a knife. I would sooner be locked up than go back while they are there.',
    })
    await changeAdult(ctx, person, {
      kind: 'open',
      takenOver: true,
      words: 'Three men have had his flat for two weeks. He asked to be arrested, to get away.',
    })
  })
  const ofTheGirl = asPersona(database, clock, 'Nadia Ferrant')
  await ofTheGirl(COUNCIL, async (ctx, person) => {
    const { state } = await openLead(ctx, person)
    if (state.lead.lead !== undefined) return
    const here = {
      kind: 'here',
      because: 'lives-here',
      happenedAt: ctx.now,
      words: 'With her aunt in Edmonton',
    } as const
    await changeLead(ctx, person, state.lead.version, here)
    await changeTurning(ctx, person, {
      kind: 'hear',
      agrees: 'yes',
      words: 'I want a room where T does not know the door. I want somebody I can text.',
    })
  })
}
