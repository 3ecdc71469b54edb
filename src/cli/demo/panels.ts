import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, plusDays, plusMinutes } from '#domain/values/time.ts'
import { changePanel, listPanels, openPanel } from '#services/panels.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const COUNCIL = 's.demir@enfield-council.example'
const SCHOOL = 'k.adeyemi@hazelbrook-academy.example'
const ENFIELD = 'enfield-council' as AgencyId
const ACADEMY = 'hazelbrook-academy' as AgencyId
const POLICE = 'met-police' as AgencyId
const BOY = 'Jermaine Francis'
const DAY_MINUTES = 24 * 60
const MONTH_DAYS = 28

/** Let the council call panels over several children, one held a month ago and one to come. Doing it again changes nothing. */
export async function callPanels(database: Database, clock: () => Instant): Promise<void> {
  const call = {
    kind: 'call',
    panel: 'mace',
    area: 'Enfield',
    where: 'By video; the link is in the invitation',
    chair: { agency: ENFIELD, name: 'Selin Demir' },
    asked: [ACADEMY, POLICE],
  } as const
  const place = {
    kind: 'put',
    about: 'place',
    heading: 'The flats behind the bus station',
    asks: 'Who passes there, and who could put lights up?',
    fact: 'Two children were met there after ten at night.',
    source: 'Our outreach workers, in the last two weeks',
    sees: [ACADEMY, POLICE],
    words: 'Children are brought there from more than one school.',
  } as const
  const monthAgo = (minutes: number) => plusMinutes(clock(), minutes - MONTH_DAYS * DAY_MINUTES)
  const called = await asPersona(database, () => monthAgo(0), BOY)(
    COUNCIL,
    async ctx => {
      const open = await listPanels(ctx, false, undefined, 1)
      const over = await listPanels(ctx, true, undefined, 1)
      if (open.length + over.length > 0) return undefined
      const words = 'What happens around the bus station this month.'
      const panelId = await changePanel(ctx, { ...call, at: plusMinutes(ctx.now, 30), words })
      await changePanel(ctx, { ...place, panelId })
      const { panel } = await openPanel(ctx, panelId)
      return { panelId, itemId: panel.items[0]?.itemId ?? '' }
    },
    '',
  )
  if (called === undefined) return
  const { panelId, itemId } = called
  await asPersona(database, () => monthAgo(60), BOY)(
    COUNCIL,
    async ctx => {
      await changePanel(ctx, {
        kind: 'minute-item',
        panelId,
        itemId,
        words: 'Who saw whom, and when the last bus leaves.',
        childSaid: '',
        decision: 'The place is made lighter, and somebody is there when the last bus leaves.',
        reason: 'Nobody passes there who would see what happens.',
        actions: [
          {
            text: 'Have a patrol pass when the last bus leaves',
            owner: { agency: POLICE, name: 'DC Maya Okoro' },
            dueOn: plusDays(londonDay(ctx.now), MONTH_DAYS + 7),
          },
        ],
      })
      await changePanel(ctx, {
        kind: 'minute',
        panelId,
        words: 'The next panel is in a month.',
        present: [
          { agency: ENFIELD, names: 'Selin Demir' },
          { agency: POLICE, names: 'DC Maya Okoro' },
        ],
      })
    },
    '',
  )
  const now = asPersona(database, clock, BOY)
  await now(SCHOOL, ctx => changePanel(ctx, { kind: 'read', panelId, name: 'Kemi Adeyemi', words: '' }), '')
  const next = await now(COUNCIL, async (ctx, personId) => {
    const words = 'The children whom we worry about before the holidays, and where they are taken.'
    const nextId = await changePanel(ctx, { ...call, at: plusMinutes(ctx.now, 7 * DAY_MINUTES), words })
    await changePanel(ctx, {
      kind: 'put',
      panelId: nextId,
      about: 'child',
      personId,
      heading: 'Jermaine',
      asks: 'What would make it safe for him to stop?',
      fact: 'He comes back with bruises, and is frightened of a car.',
      source: 'His worker, this week',
      sees: [ACADEMY],
      words: 'He is hurt, and has nobody whom he can tell without fear.',
    })
    return nextId
  })
  await now(
    SCHOOL,
    async ctx => {
      await changePanel(ctx, { kind: 'come', panelId: next, names: 'Kemi Adeyemi', words: '' })
      await changePanel(ctx, {
        kind: 'put',
        panelId: next,
        about: 'may-exploit',
        heading: 'A man in a dark blue hatchback',
        asks: 'Is he known to anybody?',
        fact: 'He waited at the gate on three afternoons, and two pupils got in.',
        source: 'The caretaker’s notes, in the last two weeks',
        sees: [POLICE],
        words: 'Pupils say that he pays for rides and food.',
      })
    },
    '',
  )
}
