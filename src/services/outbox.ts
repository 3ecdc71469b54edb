import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { announce } from '#store/news.ts'
import type { Database } from '#store/database.ts'
import {
  type Claimed,
  claimMessages,
  type DeadLetter,
  findMailbox,
  listDeadLetters,
  type MailPayload,
  markDone,
  markFailed,
  reviveDeadLetter,
} from '#store/outbox.ts'
import { authorise, type Context, ownSubject } from './context.ts'

export type { DeadLetter }

/** A mail as it leaves: no personal data in it. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** How messages leave. Without `send` no mail does, and that is written beside each. */
export interface Delivery {
  readonly send: ((mail: Mail) => Promise<void>) | undefined
  /** Address of the service, without a slash at the end. */
  readonly publicUrl: string
}

const AT_ONCE = 20
/** How long a claimed message is left to whoever claimed it. */
const CLAIM_MINUTES = 5
const MOST_ATTEMPTS = 10

/**
 * Send what waits in the outbox, at most 20 messages. Gives how many were claimed.
 *
 * A failure is tried again after 1, 2, 4 … minutes, an hour at most; after ten it is given up and listed for managers. Safe in
 * several processes: a message is claimed by one. A mail may go out twice when the process dies in between; it never gets lost.
 */
export async function deliverDue(database: Database, clock: () => Instant, delivery: Delivery): Promise<number> {
  const now = clock()
  const claimed = await database.transaction('', tx => claimMessages(tx, now, plusMinutes(now, CLAIM_MINUTES), AT_ONCE))
  for (const one of claimed) await deliver(database, clock, delivery, one)
  return claimed.length
}

async function deliver(database: Database, clock: () => Instant, delivery: Delivery, one: Claimed): Promise<void> {
  try {
    const remark = await sendOut(database, delivery, one)
    await database.transaction('', tx => markDone(tx, one.messageId, clock(), remark))
  } catch (error) {
    const again =
      one.attempts >= MOST_ATTEMPTS ? undefined : plusMinutes(clock(), Math.min(60, 2 ** (one.attempts - 1)))
    await database.transaction('', tx => markFailed(tx, one.messageId, clock(), reasonOf(error), again))
  }
}

/** Gives a remark when nothing had to leave. */
async function sendOut(database: Database, delivery: Delivery, { agency, message }: Claimed): Promise<string | null> {
  if (message.kind === 'canary') {
    await database.transaction('', tx => announce(tx, { agency, kind: 'canary', id: message.payload.canaryId }))
    return null
  }
  if (delivery.send === undefined) return 'not sent: SMTP_URL is not set'
  const to = await database.transaction('', tx => findMailbox(tx, agency, message.payload.team))
  if (to === undefined) throw new Error('the team has no e-mail address')
  await delivery.send(mailFor(to, message.payload, delivery.publicUrl))
  return null
}

/** The mail for a message. It says that there is something, and where; who and what is behind the sign-in. */
function mailFor(to: string, payload: MailPayload, publicUrl: string): Mail {
  const { subject, sentence, path } = wordsFor(payload)
  const text = `${sentence}\n\nSign in: ${publicUrl}${path}\n\nThis message holds no personal information. Do not reply to it.\n`
  return { to, subject, text }
}

function wordsFor({ about, alertId, encounterId, requestId, concernId, messageId, signId }: MailPayload) {
  switch (about) {
    case 'alert':
      return {
        subject: 'Throughline: urgent alert',
        sentence: 'Your team has an urgent alert.',
        path: `/alerts/${alertId}`,
      }
    case 'escalated':
      return {
        subject: 'Throughline: alert not answered in time',
        sentence: 'An alert of your agency was not answered in time and is with you now.',
        path: `/alerts/${alertId}`,
      }
    case 'encounter':
      return {
        subject: 'Throughline: a colleague is worried',
        sentence: 'A colleague is worried about somebody they have met and asks the team on duty to look.',
        path: `/encounters/${encounterId}`,
      }
    case 'concern':
      return {
        subject: 'Throughline: somebody is worried about a child',
        sentence: 'Somebody has told your agency of a worry, or has added to it. The team on duty is asked to read it.',
        path: `/concerns/${concernId}`,
      }
    case 'family':
      return {
        subject: 'Throughline: a family has written to you',
        sentence:
          'Somebody of a family has written to the team that your agency is on, and waits to hear who has read it.',
        path: `/family-messages/${messageId}`,
      }
    case 'share-asked':
      return {
        subject: 'Throughline: an agency asks to see records',
        sentence: 'Another agency asks to see what yours holds of somebody, and waits for your answer.',
        path: `/shares/${requestId}`,
      }
    case 'share-answered':
      return {
        subject: 'Throughline: your request was answered',
        sentence: 'A request of your agency to see records was answered.',
        path: `/shares/${requestId}`,
      }
    case 'case-offered':
      return {
        subject: 'Throughline: an agency offers you the lead',
        sentence: 'Another agency asks yours to lead for somebody, and keeps the duty until you accept in writing.',
        path: '/leads',
      }
    case 'case-told':
      return {
        subject: 'Throughline: a case has changed',
        sentence: 'Another agency has written something to yours about who leads, a placement or a referral.',
        path: '/leads',
      }
    case 'case-late':
      return {
        subject: 'Throughline: a clock has run out',
        sentence: 'The time for something about who leads, a placement, a plan, a meeting or a referral is over.',
        path: '/leads',
      }
    case 'plan-invited':
      return {
        subject: 'Throughline: you are asked to join a plan',
        sentence: 'Another agency asks yours to join the team of a plan for a child.',
        path: '/leads',
      }
    case 'plan-action':
      return {
        subject: 'Throughline: something in a plan is for you to do',
        sentence: 'An action in the plan for a child is now for your agency to do.',
        path: '/leads',
      }
    case 'plan-visits':
      return {
        subject: 'Throughline: two agencies visit the same child',
        sentence:
          'Another agency has booked a visit to a child on the day of a visit of yours, or on the day beside it. Ring them.',
        path: '/leads',
      }
    case 'plan-told':
      return {
        subject: 'Throughline: an agency has answered in a plan',
        sentence: 'An agency of a plan has joined, declined or left, or the plan was closed.',
        path: '/leads',
      }
    case 'meeting-told':
      return {
        subject: 'Throughline: a meeting about a child',
        sentence: 'Your agency is asked to a meeting about a child, or one was moved or cancelled.',
        path: '/leads',
      }
    case 'meeting-minutes':
      return {
        subject: 'Throughline: minutes of a meeting',
        sentence:
          'Minutes of a meeting about a child were written or corrected. If nobody of yours was there, say who has read them.',
        path: '/leads',
      }
    case 'panel-told':
      return {
        subject: 'Throughline: a panel over several children',
        sentence:
          'Your agency is asked to a panel, or one was moved or cancelled, or something of one is for you to read or to do.',
        path: '/panels',
      }
    case 'panel-minutes':
      return {
        subject: 'Throughline: minutes of a panel',
        sentence:
          'Minutes of a panel over several children were written or corrected. If nobody of yours was there, say who has read them.',
        path: '/panels',
      }
    case 'nrm-asked':
      return {
        subject: 'Throughline: an agency asks you to refer somebody to the NRM',
        sentence: 'An agency that is no first responder asks yours to refer somebody, and waits for your answer.',
        path: '/leads',
      }
    case 'nrm-action':
      return {
        subject: 'Throughline: a safeguarding action is open',
        sentence: 'Somebody was referred to the NRM. A named person is asked to say what keeps them safe.',
        path: '/leads',
      }
    case 'adult-told':
      return {
        subject: 'Throughline: an agency asks yours to take something on',
        sentence: 'Another agency has written something to yours about an adult, or about somebody who turns eighteen.',
        path: '/adults',
      }
    case 'adult-late':
      return {
        subject: 'Throughline: a clock has run out',
        sentence: 'The time for something about an adult, or about somebody who turns eighteen, is over.',
        path: '/adults',
      }
    case 'referral-sent':
      return {
        subject: 'Throughline: somebody is referred to you',
        sentence: 'Another agency refers somebody to yours, and waits for your answer.',
        path: '/referrals?side=received',
      }
    case 'referral-told':
      return {
        subject: 'Throughline: a referral to you has changed',
        sentence:
          'Whoever referred somebody to your agency has taken it back, contests your answer, or says what happens next.',
        path: '/referrals?side=received',
      }
    case 'referral-answered':
      return {
        subject: 'Throughline: a referral of yours has an answer',
        sentence: 'The agency to which yours referred somebody has received, accepted, declined or finished it.',
        path: '/referrals?side=sent',
      }
    case 'referral-late':
      return {
        subject: 'Throughline: the time for a referral is over',
        sentence: 'A referral was not answered in time, or nobody has said what happens next after one was declined.',
        path: '/referrals',
      }
    case 'sign':
      return {
        subject: 'Throughline: a sign waits for your answer',
        sentence: 'Somebody has recorded a sign that a person may be exploited, and your agency is asked to answer.',
        path: `/signs/${signId}`,
      }
    case 'sign-answered':
      return {
        subject: 'Throughline: a sign was answered',
        sentence: 'A sign that your agency recorded was answered.',
        path: `/signs/${signId}`,
      }
    case 'sign-question':
      return {
        subject: 'Throughline: have you seen signs?',
        sentence: 'Another agency asks whether yours has seen signs that somebody is exploited.',
        path: `/sign-questions/${signId}`,
      }
    case 'sign-reply':
      return {
        subject: 'Throughline: your question was answered',
        sentence: 'A question of your agency about signs was answered.',
        path: `/sign-questions/${signId}`,
      }
    case 'judgement':
      return {
        subject: 'Throughline: a judgement was shared with you',
        sentence: 'Another agency has judged the signs of somebody and shows you its judgement.',
        path: `/judgements/${signId}`,
      }
    case 'order':
      return {
        subject: 'Throughline: an order was shared with you',
        sentence: 'Another agency shows yours an order or notice, so that your people know what to ask.',
        path: `/orders/${signId}`,
      }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Messages of the actor's agency that were given up, for its managers. */
export function listUnsent(ctx: Context): Promise<readonly DeadLetter[]> {
  authorise(ctx, 'alert.unsent', ownSubject(ctx, 'alert', 'unsent'))
  return listDeadLetters(ctx.tx, ctx.actor.agency)
}

/** Try a message that was given up again. Throws Problem 'not-found' when there is none of that number. */
export async function sendAgain(ctx: Context, messageId: number): Promise<void> {
  authorise(ctx, 'alert.unsent', ownSubject(ctx, 'alert', 'unsent'))
  const revived = await reviveDeadLetter(ctx.tx, ctx.actor.agency, messageId, ctx.now)
  // Not the agency's own: a refusal like any other, and on the trail.
  if (!revived) authorise(ctx, 'alert.unsent', { kind: 'alert', id: String(messageId), owners: [], sharedWith: [] })
}
