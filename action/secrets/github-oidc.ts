import { exits, Fault } from '../fault.ts'

/**
 * A fresh OIDC token of the GitHub job that this process runs in, for an audience. GitHub hands the address and the
 * right to ask to jobs with `permissions: id-token: write` alone.
 */
export async function githubToken(
  env: Readonly<Record<string, string | undefined>>,
  audience: string,
  provider: string,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: right } = env
  if (!address || !right) {
    const message = `The secret provider ${provider} wants the OIDC token of a GitHub job, and there is none here.`
    const hint =
      'In a workflow, give the job `permissions: id-token: write`; elsewhere, set VAULT_TOKEN, which goes before it.'
    throw new Fault('secret.no_login', exits.usage, message, hint)
  }
  const url = new URL(address)
  url.searchParams.set('audience', audience)
  const failed = (said: string): Fault =>
    new Fault('secret.no_login', exits.world, `GitHub gives no OIDC token for ${provider}: ${said}.`, 'Try again.')
  let response: Response
  try {
    response = await fetch(url, {
      headers: { authorization: `Bearer ${right}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
  } catch (error) {
    throw failed((error as Error & { cause?: Error }).cause?.message ?? (error as Error).message)
  }
  const answer = (await response.json().catch(() => null)) as { value?: unknown } | null
  if (!response.ok || typeof answer?.value !== 'string') throw failed(`it answers ${response.status}`)
  return answer.value
}
