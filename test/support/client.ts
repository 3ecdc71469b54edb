import type { FastifyInstance } from 'fastify'

/** What a browser gets back. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, number | string | string[] | undefined>>
  readonly location: string | undefined
}

/** A browser without JavaScript: keeps its cookie and sends the hidden token of the page it saw last. */
export interface Client {
  get(url: string): Promise<Answer>
  /** Send a form. The token is added unless `_csrf` is given. */
  post(url: string, form: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Sign in with a password. Throws when refused. */
  signIn(email: string, password: string, purpose?: string): Promise<void>
  readonly cookie: () => string
}

/** A new browser on the server. */
export function newClient(app: FastifyInstance): Client {
  let cookie = ''
  let token = ''

  const send = async (
    method: 'GET' | 'POST',
    url: string,
    payload?: string,
    extra: Readonly<Record<string, string>> = {},
  ) => {
    const type = payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await app.inject({
      method,
      url,
      headers: { ...type, ...(cookie === '' ? {} : { cookie }), ...extra },
      ...(payload === undefined ? {} : { payload }),
    })
    const set = [response.headers['set-cookie']].flat().find(one => one?.startsWith('throughline_session='))
    if (set !== undefined) cookie = /=;/.test(set) ? '' : (set.split(';', 1)[0] ?? '')
    token = /name="_csrf" value="([^"]+)"/.exec(response.body)?.[1] ?? token
    const { location } = response.headers
    return { status: response.statusCode, body: response.body, headers: response.headers, location }
  }

  const client: Client = {
    get: url => send('GET', url),
    post: async (url, form, headers) => {
      const body = new URLSearchParams({ ...(token === '' ? {} : { _csrf: token }), ...form })
      return send('POST', url, body.toString(), headers)
    },
    signIn: async (email, password, purpose = 'safeguarding') => {
      const answer = await client.post('/sign-in', { email, password, purpose })
      if (answer.status !== 303) throw new Error(`Sign-in answered ${answer.status}`)
      await client.get('/account')
    },
    cookie: () => cookie,
  }
  return client
}
