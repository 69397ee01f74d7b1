import { verify } from '@octokit/webhooks-methods'

/** True of a body whose signature was made with one of the secrets; the ones that are null do not count. */
export function signedBy(secrets: readonly (string | null)[]): (body: string, signature: string) => Promise<boolean> {
  const known = secrets.filter((secret) => secret !== null)
  return async (body, signature) => {
    const found = await Promise.all(known.map((secret) => verify(secret, body, signature)))
    return found.includes(true)
  }
}
