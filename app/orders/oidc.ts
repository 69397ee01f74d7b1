import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'

/** Who a runner is, from a token that its GitHub signed. Ids are text: they may pass what a number can hold. */
export interface RunnerClaims {
  readonly tokenId: string
  readonly expiresAt: Date
  readonly repositoryId: string
  readonly ownerId: string
  readonly repository: string
  readonly runId: string
  readonly runAttempt: number
  readonly eventName: string
  readonly workflowRef: string
}

export type VerifiedRunner =
  | { readonly ok: true; readonly claims: RunnerClaims }
  | {
      readonly ok: false
      readonly code: 'token_missing' | 'token_invalid' | 'issuer_unknown'
      readonly message: string
    }

export interface RunnerVerifier {
  /** Checks signature, issuer, audience and age. What the token is for is checked against the order. */
  verify(token: string): Promise<VerifiedRunner>
}

/** GitHub's tokens live up to six hours on some servers; a claim is made with a fresh one. */
const maxAge = '10m'

/** `audience` is the App's own origin: a token that was minted for somebody else is none. */
export function runnerVerifier(issuers: readonly string[], audience: string): RunnerVerifier {
  const keys = new Map<string, Promise<JWTVerifyGetKey>>()
  const keysOf = (issuer: string): Promise<JWTVerifyGetKey> => {
    const known = keys.get(issuer) ?? discover(issuer)
    keys.set(issuer, known)
    known.catch(() => keys.delete(issuer))
    return known
  }
  return {
    async verify(token) {
      const issuer = issuerOf(token)
      if (issuer === null) return { ok: false, code: 'token_invalid', message: 'This is not a token.' }
      if (!issuers.includes(issuer)) {
        return {
          ok: false,
          code: 'issuer_unknown',
          message: 'The issuer of this token is not one that this App believes.',
        }
      }
      try {
        const { payload } = await jwtVerify(token, await keysOf(issuer), {
          issuer,
          audience,
          algorithms: ['RS256'],
          maxTokenAge: maxAge,
          clockTolerance: '30s',
          requiredClaims: ['jti', 'exp', ...wantedClaims],
        })
        return { ok: true, claims: claimsOf(payload) }
      } catch (error) {
        // Anything else is the issuer's silence, which is not the token's fault.
        if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error
        return { ok: false, code: 'token_invalid', message: error.message }
      }
    },
  }
}

const wantedClaims = [
  'repository_id',
  'repository_owner_id',
  'repository',
  'run_id',
  'run_attempt',
  'event_name',
  'workflow_ref',
]

function claimsOf(payload: Readonly<Record<string, unknown>>): RunnerClaims {
  return {
    tokenId: String(payload.jti),
    expiresAt: new Date(Number(payload.exp) * 1000),
    repositoryId: String(payload.repository_id),
    ownerId: String(payload.repository_owner_id),
    repository: String(payload.repository),
    runId: String(payload.run_id),
    runAttempt: Number(payload.run_attempt),
    eventName: String(payload.event_name),
    workflowRef: String(payload.workflow_ref),
  }
}

/** Only to know whom to ask for keys: nothing is believed yet. */
function issuerOf(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null
  } catch {
    return null
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) })
  if (!answer.ok) throw new Error(`${issuer} answered ${answer.status} when it was asked for its configuration.`)
  const { jwks_uri: uri } = (await answer.json()) as { jwks_uri?: unknown }
  if (typeof uri !== 'string') throw new Error(`${issuer} names no keys.`)
  return createRemoteJWKSet(new URL(uri), { timeoutDuration: 5_000 })
}
