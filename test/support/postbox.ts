import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

/** A letter as it came over the wire. */
export interface Letter {
  readonly to: readonly string[]
  /** Headers and body, decoded. */
  readonly text: string
}

/** A real mail server that keeps what it is sent. */
export interface Postbox {
  /** For SMTP_URL. */
  readonly url: string
  readonly letters: readonly Letter[]
  close(): Promise<void>
}

/** Open a postbox on a free port of this machine. */
export async function openPostbox(): Promise<Postbox> {
  const letters: Letter[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        letters.push({ to, text: decoded(Buffer.concat(parts).toString()) })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `smtp://127.0.0.1:${port}`, letters, close: () => new Promise(done => server.close(() => done())) }
}

/** Lines folded by quoted-printable are joined again, so that words can be looked for. */
function decoded(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
