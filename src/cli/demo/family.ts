import { londonDay } from '#domain/values/london.ts'
import { spelled } from '#domain/values/reference.ts'
import { type Instant, plusDays, plusMinutes } from '#domain/values/time.ts'
import type { Context } from '#services/context.ts'
import { addEntry, inviteGuest, listFamilyMessages, openFamily, replyToFamily } from '#services/family.ts'
import { acceptInvitation, emailOf, openOwnPage, writeOwnWords, writeToTeam } from '#services/guests.ts'
import type { Database } from '#store/database.ts'
import { asPersona } from './as-persona.ts'
import { type DemoGuest, readGuests } from './personas.ts'

const COUNCIL = 's.demir@enfield-council.example'
const POST = 'Social worker'
const WEEK_MINUTES = 7 * 24 * 60

/** Let the council open a page for a grandmother and for the girl whom she looks after, and let both write. Doing it again changes nothing. */
export async function inviteFamily(database: Database, clock: () => Instant): Promise<void> {
  const guests = readGuests()
  for (const guest of guests) await openPage(database, clock, guest)
  const [parent, girl] = (['parent', 'young-person'] as const).map(kind => guests.find(one => one.kind === kind))
  if (parent === undefined || girl === undefined) return
  await asPersona(
    database,
    clock,
    girl.child,
  )(COUNCIL, async (ctx, person) => {
    const { guests: invited, entries } = await openFamily(ctx, person)
    if (entries.length > 0) return
    const idOf = (kind: DemoGuest['kind']) => invited.find(one => one.kind === kind)?.guestId ?? ''
    const said = { post: POST, facts: {} }
    await addEntry(ctx, idOf('parent'), { ...said, kind: 'agreed', words: 'You both stay with your sister this week.' })
    const helper = { name: 'Selin', phone: '07700 900456' }
    const helps = {
      ...said,
      kind: 'helper',
      words: 'I come to see you each week. Text me at any time.',
      facts: helper,
    } as const
    await addEntry(ctx, idOf('young-person'), helps)
    const at = plusMinutes(ctx.now, WEEK_MINUTES)
    const meeting = { ...said, kind: 'appointment', words: 'We meet at the youth club.', facts: { at } } as const
    await addEntry(ctx, idOf('young-person'), meeting)
  })
  const asGuest = ({ number }: DemoGuest, work: (ctx: Context) => Promise<void>) =>
    asPersona(database, clock, '')(emailOf(number), work, 'their own page')
  await asGuest(girl, async ctx => {
    if ((await openOwnPage(ctx)).words.length > 0) return
    const words = 'I want to go back to school and sleep at my nan’s.'
    await writeOwnWords(ctx, { words, readers: 'team', withFamily: false })
  })
  await asGuest(parent, async ctx => {
    if ((await openOwnPage(ctx)).messages.length > 0) return
    await writeToTeam(ctx, { kind: 'message', words: 'She cried all night. Who speaks to her today?', danger: false })
  })
  await asPersona(
    database,
    clock,
    girl.child,
  )(COUNCIL, async ctx => {
    const unanswered = (await listFamilyMessages(ctx)).filter(({ replies }) => replies.length === 0)
    for (const { messageId } of unanswered)
      await replyToFamily(ctx, messageId, { kind: 'reply', words: 'I ring you both tonight at six.', post: POST })
  })
}

/** Invite a guest and take the invitation up, with a number that can be written down beforehand. What was done stays as it is. */
async function openPage(database: Database, clock: () => Instant, guest: DemoGuest): Promise<void> {
  const { child, kind, name, number, passphrase } = guest
  // Bytes that are all alike spell the same character again and again.
  const byte = Array.from({ length: 32 }, (_, n) => n).find(n => spelled(Uint8Array.of(n)) === number.charAt(0))
  const bytes = (length: number) => Buffer.alloc(length, byte)
  await asPersona(
    database,
    clock,
    child,
  )(COUNCIL, async (ctx, person) => {
    const { guests } = await openFamily(ctx, person)
    if (guests.some(one => one.kind === kind)) return
    const endsOn = plusDays(londonDay(ctx.now), 180)
    const contact = { interpreter: false, voicemail: 'never', text: 'any-time' } as const
    await inviteGuest({ ...ctx, randomBytes: bytes }, person, { kind, name, language: 'en', endsOn, contact })
  })
  const link = bytes(16).toString('base64url')
  await acceptInvitation(database, { link, code: number, passphrase }, clock())
}
