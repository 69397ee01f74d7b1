import { type Credentials, client } from './client.ts'
import { decoder, having, text } from './decode.ts'

const decodeToken = decoder<{ readonly token: string }>('a session', having({ token: text }))

/** An API key is shown as it is; user and password are shown once, for a token that ends after some time. */
export function controlMCredentials(
  base: string,
  { user, password, token }: Readonly<Record<string, string>>,
): Credentials {
  if (token !== undefined) return { headers: async () => ({ 'x-api-key': token }) }
  const login = client({ base, credentials: { headers: async () => ({}) } })
  let made: string | null = null
  return {
    async headers(signal) {
      const question = {
        method: 'POST',
        path: '/session/login',
        body: { username: user, password },
        harmless: true,
      } as const
      made ??= decodeToken((await login(question, signal)).json).token
      return { authorization: `Bearer ${made}` }
    },
    renew() {
      made = null
    },
    // A session that has ended is told in more than one way.
    isRefused: (status, body) =>
      status === 401 || (status === 500 && /session token is invalid or expired/i.test(body)),
  }
}
