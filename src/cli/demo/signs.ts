import { WEEKDAYS } from '#domain/condition.ts'
import type { SignTold } from '#domain/sign.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, type PlainDate, plusDays } from '#domain/values/time.ts'
import { dissentFrom, judge } from '#services/judgements.ts'
import { openPerson } from '#services/people.ts'
import { askForSigns } from '#services/sign-questions.ts'
import { recordOrder } from '#services/orders.ts'
import { recordSign } from '#services/signs.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const ENFIELD = 'enfield-council' as AgencyId
const BOY = 'Jermaine Francis'
const SCHOOL = 'k.adeyemi@hazelbrook-academy.example'
const COUNCIL = 's.demir@enfield-council.example'
const POLICE = 'm.okoro@met-police.example'

/** Signs of one boy, by the personas who saw them: one of the school's own, and one tip that two agencies quote. Days count back. */
const SEEN: readonly (Omit<SignTold, 'seenOn' | 'askedAgency'> & { readonly by: string; readonly daysAgo: number })[] =
  [
    {
      by: SCHOOL,
      daysAgo: 3,
      indicator: 'two-phones',
      words: 'A second phone rang in maths. He went white and asked to leave the room.',
      seenBy: 'Mr Lowe, maths teacher',
      grade: 'told',
      origin: { kind: 'own' },
    },
    {
      by: SCHOOL,
      daysAgo: 5,
      indicator: 'new-things',
      words: 'A caller says that he has new trainers each week and no job.',
      seenBy: 'A caller who gave no name',
      grade: 'unknown',
      origin: { kind: 'tip', name: 'Call C-4471' },
    },
    {
      by: POLICE,
      daysAgo: 4,
      indicator: 'new-things',
      words: 'Charity line passed on a call: new trainers each week, driven about by a man in a white van.',
      seenBy: 'A caller who gave no name',
      grade: 'unknown',
      origin: { kind: 'tip', name: 'call c4471' },
    },
    {
      by: COUNCIL,
      daysAgo: 300,
      indicator: 'older-friends',
      words: 'Spoke of a friend called T who looks after him.',
      seenBy: 'Selin Demir',
      grade: 'seen',
      origin: { kind: 'own' },
    },
    {
      by: COUNCIL,
      daysAgo: 20,
      indicator: 'known-others',
      words: 'His older brother was moved away from the area last year.',
      seenBy: 'Selin Demir',
      grade: 'record',
      origin: { kind: 'own' },
    },
  ]

/** Let the personas record what they saw of the boy of the first story, ask who else has seen something, judge it, and disagree; and an order that he is under. Doing it again changes nothing. */
export async function tellSigns(database: Database, clock: () => Instant): Promise<void> {
  const as = asPersona(database, clock, BOY)
  for (const [n, { by, daysAgo, ...sign }] of SEEN.entries())
    await as(by, (ctx, person) => {
      const told = { ...sign, seenOn: plusDays(londonDay(ctx.now), -daysAgo), askedAgency: ENFIELD }
      return recordSign(ctx, person, told, `story-sign-${n}`)
    })
  const judgement = await as(COUNCIL, async (ctx, person) => {
    const { judgements } = await openPerson(ctx, person)
    if (judgements.length > 0) return undefined
    const words = 'Has he been hurt or worn out when he came back to you? We worry who drives him.'
    await askForSigns(ctx, person, { agency: 'leamarsh-nhs' as AgencyId, words })
    return judge(ctx, person, {
      words: 'He is made to carry drugs to Colchester and is held by a debt. He is a victim first.',
      reasons: 'What the school saw, the places where he was found, and what he says of T. The call counts once.',
      exploitation: ['criminal', 'debt-bondage'],
      reviewOn: plusDays(londonDay(ctx.now), 28),
      showTo: ['hazelbrook-academy' as AgencyId, 'met-police' as AgencyId],
    })
  })
  if (judgement !== undefined)
    await as(SCHOOL, ctx =>
      dissentFrom(ctx, judgement, 'He has never spoken of a debt to us. We think that he is afraid for his mother.'),
    )
  await as(POLICE, (ctx, person) => {
    const made = plusDays(londonDay(ctx.now), -40)
    const order = {
      kind: 'criminal-behaviour-order',
      isInterim: false,
      issuedBy: 'Highbury Corner youth court',
      issuedOn: made,
      from: made,
      until: plusDays(made, 730),
      born: '2011-02-03' as PlainDate,
      youthViews: 'They ask that school, and the way there, are left free.',
      conditions: {
        curfew: { where: 'home', hours: [{ days: WEEKDAYS, from: '19:00', to: '07:00' }] },
        keepOut: { name: 'Colchester', outcodes: ['CO1', 'CO2', 'CO3', 'CO4'] },
      },
      showTo: ['btp' as AgencyId],
    }
    return recordOrder(ctx, person, order, 'story-order')
  })
}
