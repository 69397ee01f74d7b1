import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { type KeyPair, publicJwk } from './keys.ts'

export type Oidc = ReturnType<typeof createOidc>

/** GitHub's tokens live for this many seconds. */
const life = 300
const kid = 'rig-oidc'

/** The issuer of the runs' identity tokens. `issuer` is known only once the server listens. */
export function createOidc(issuer: () => string, keys: Promise<KeyPair>) {
  return {
    configuration: () => ({
      issuer: issuer(),
      jwks_uri: `${issuer()}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }),

    jwks: async () => ({ keys: [{ ...publicJwk(await keys), kid, alg: 'RS256', use: 'sig' }] }),

    /** Signs whatever claims it is given; those that are missing are filled in as in a good token. */
    async mint(claims: Readonly<Record<string, unknown>>): Promise<string> {
      const now = Math.floor(Date.now() / 1000)
      const whole = { iss: issuer(), jti: randomUUID(), iat: now, nbf: now - 300, exp: now + life, ...claims }
      const { privateKey } = await keys
      return new SignJWT(whole).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, x5t: kid }).sign(privateKey)
    },
  }
}
