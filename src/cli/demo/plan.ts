import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, plusDays } from '#domain/values/time.ts'
import { changeLead } from '#services/cases.ts'
import type { Context } from '#services/context.ts'
import { changePlan, openPlan } from '#services/plans.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const COUNCIL = 's.demir@enfield-council.example'
const SCHOOL = 'k.adeyemi@hazelbrook-academy.example'
const ENFIELD = 'enfield-council' as AgencyId
const ACADEMY = 'hazelbrook-academy' as AgencyId
const GIRL = 'Adaeze Nwosu'

/** Let the council lead for the girl in care, open a plan, and write it with her school. Doing it again changes nothing. */
export async function writePlan(database: Database, clock: () => Instant): Promise<void> {
  const as = asPersona(database, clock, GIRL)
  const opened = await as(COUNCIL, async (ctx, person) => {
    const { plan, lead } = await openPlan(ctx, person)
    if (plan !== undefined) return undefined
    const here = { kind: 'here', because: 'lives-here', happenedAt: ctx.now, words: 'In our care, in Enfield' } as const
    if (lead.lead === undefined) await changeLead(ctx, person, lead.version, here)
    const { plan: made } = await changePlan(ctx, person, {
      kind: 'open',
      words: 'That she is safe, and back at school by spring',
    })
    const planId = made?.planId ?? ''
    const words = 'You see her most days. Tell us how she is, and who waits for her.'
    await changePlan(ctx, person, { kind: 'invite', planId, agency: ACADEMY, words })
    return { planId, child: person }
  })
  if (opened === undefined) return
  const { planId, child } = opened
  const joins = async (ctx: Context, person: string) => {
    const day = londonDay(ctx.now)
    await changePlan(ctx, person, { kind: 'join', planId, words: 'Kemi Adeyemi, safeguarding lead' })
    await changePlan(ctx, person, {
      kind: 'say',
      planId,
      heardOn: plusDays(day, -2),
      heardBy: 'Kemi Adeyemi, safeguarding lead',
      words: 'I do not want to go back to that house. If I say so they will come to my nan.',
    })
  }
  await as(SCHOOL, joins, child)
  await as(COUNCIL, async (ctx, person) => {
    const day = londonDay(ctx.now)
    await changePlan(ctx, person, { kind: 'need', planId, words: 'Somewhere to sleep that nobody knows of' })
    const ring = { ring: 'Enfield emergency duty team', phone: '07700 900456' }
    await changePlan(ctx, person, {
      kind: 'if',
      planId,
      about: 'leaving',
      when: 'she says that she is out, or somebody asks for money that she is said to owe',
      words: 'Selin fetches her the same hour. She and her nan stay elsewhere. Nobody returns a phone or pays.',
      ...ring,
    })
    await changePlan(ctx, person, {
      kind: 'if',
      planId,
      about: 'missing',
      when: 'she is not back by nine in the evening',
      words: 'Report her missing at once, and say that she may be in Portsmouth.',
      ...ring,
    })
    await changePlan(ctx, person, {
      kind: 'act',
      planId,
      owner: { agency: ACADEMY, name: 'Kemi Adeyemi' },
      dueOn: plusDays(day, 5),
      words: 'Find a quiet room where she can ring her nan at lunch',
    })
    const action = { owner: { agency: ENFIELD, name: 'Selin Demir' }, dueOn: plusDays(day, 1) }
    await changePlan(ctx, person, { kind: 'act', planId, ...action, words: 'Ask her nan to stay with her sister' })
    await changePlan(ctx, person, {
      kind: 'book',
      planId,
      on: plusDays(day, 3),
      at: 'after school',
      who: 'Selin Demir',
      words: 'To hear how the week was',
      knows: false,
    })
  })
}
