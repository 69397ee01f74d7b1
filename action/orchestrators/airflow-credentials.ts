import type { Credentials } from './client.ts'
import { client } from './client.ts'
import { decoder, having, text } from './decode.ts'
import { OutsideFault } from './outside-fault.ts'

const decodeToken = decoder<{ readonly access_token: string }>('a token', having({ access_token: text }))

/** Airflow 3 gives a token for user and password, which ends after some time; Airflow 2 takes both with each request. */
export function airflowCredentials(
  base: string,
  { user, password, token }: Readonly<Record<string, string>>,
): { readonly credentials: Credentials; setVersion(api: 1 | 2): void } {
  let version: 1 | 2 | null = null
  let made: string | null = null
  const login = client({ base, credentials: { headers: async () => ({}) } })
  const credentials: Credentials = {
    async headers(signal) {
      if (token !== undefined) return { authorization: `Bearer ${token}` }
      // Before the version is known, only it is asked for, which everybody may.
      if (user === undefined || password === undefined || version === null) return {}
      if (version === 1) return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
      made ??= decodeToken(
        (
          await login(
            { method: 'POST', path: '/auth/token', body: { username: user, password }, harmless: true },
            signal,
          ).catch(wrongPassword)
        ).json,
      ).access_token
      return { authorization: `Bearer ${made}` }
    },
    // API v2 says 403 of a token that is not valid (any more), and of one whose role is too low.
    isRefused: (status, body) => status === 401 || (status === 403 && /invalid jwt|expired/i.test(body)),
  }
  const renewable = token === undefined && user !== undefined
  const renew = (): void => {
    made = null
  }
  return {
    credentials: renewable ? { ...credentials, renew } : credentials,
    setVersion: (api) => {
      version = api
    },
  }
}

function wrongPassword(error: unknown): never {
  if (!(error instanceof OutsideFault) || error.status === null || ![401, 403].includes(error.status)) throw error
  const message = 'It does not let this user in with this password.'
  throw new OutsideFault('outside.token', message, 'Mend the user or password of the connection.', {
    status: error.status,
  })
}
