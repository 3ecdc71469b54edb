import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { changeNrm, openNrm } from '#services/nrm.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'

const COUNCIL = 's.demir@enfield-council.example'
const ENFIELD = 'enfield-council' as AgencyId
const GIRL = 'Adaeze Nwosu'

/** Let the council that leads for the girl in care refer her to the NRM, and take on the action that this opens. Doing it again changes nothing. */
export async function referToNrm(database: Database, clock: () => Instant): Promise<void> {
  await asPersona(
    database,
    clock,
    GIRL,
  )(COUNCIL, async (ctx, person) => {
    if ((await openNrm(ctx, person)).state.length > 0) return
    const begun = await changeNrm(ctx, person, { kind: 'begin' })
    const referralId = begun.at(-1)?.referralId ?? ''
    await changeNrm(ctx, person, {
      kind: 'save',
      referralId,
      section: 'story',
      version: 0,
      answers: { 'what-happened': 'She is kept in a house in Portsmouth for days, and made to carry and count money.' },
      heldBack: {},
    })
    await changeNrm(ctx, person, {
      kind: 'send',
      referralId,
      route: 'competent-authority',
      council: ENFIELD,
      reference: '',
      words: 'A placement away from the line, before she is asked more',
    })
    await changeNrm(ctx, person, {
      kind: 'answer-action',
      referralId,
      name: 'Selin Demir',
      post: 'Social worker',
      phone: '07700 900456',
      words: 'She and her nan stay with an aunt from tonight',
    })
  })
}
