import { fakeServer } from '../orchestrators/fakes/server.ts'
import { jobToken } from './lending.ts'

/** The service of GitHub's that gives OIDC tokens to a job; its address and the right to ask, as a job has them. */
export async function fakeOidc(environment: string): Promise<Record<string, string>> {
  const right = 'the-right-to-ask'
  const { url } = await fakeServer(({ method, path, query, headers }) => {
    const audience = query.get('audience')
    if (method !== 'GET' || path !== '/token' || query.get('api-version') !== '2.0') return { status: 404, json: {} }
    if (headers.authorization !== `Bearer ${right}` || audience === null) return { status: 401, json: {} }
    return { status: 200, json: { count: 1, value: jobToken(audience, environment) } }
  })
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: right,
  }
}
