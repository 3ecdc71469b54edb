import { createTransport } from 'nodemailer'
import type { Mail } from '#services/outbox.ts'

/** Mail through an SMTP server, or undefined when none is set. Sending fails after ten seconds without an answer. */
export function mailer(smtpUrl: string | undefined, from: string): ((mail: Mail) => Promise<void>) | undefined {
  if (smtpUrl === undefined) return undefined
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
  })
  return async mail => void (await transport.sendMail({ from, ...mail }))
}
