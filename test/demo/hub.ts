import { setTimeout as sleep } from 'node:timers/promises'
import { Octokit, type RestEndpointMethodTypes } from '@octokit/rest'

export type Check = RestEndpointMethodTypes['checks']['listForRef']['response']['data']['check_runs'][number]
export type Pull = RestEndpointMethodTypes['pulls']['create']['response']['data']

/** GitHub as a person of the team sees it: by its API, with their own token. */
export interface Hub {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
  checks(sha: string): Promise<Check[]>
  /** Waits until a check of that name is completed. */
  completed(sha: string, name: string): Promise<Check>
  comments(number: number): Promise<{ id: number; body: string }[]>
  /** Asks again and again until there is an answer; a minute is long enough for everything here. */
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>
}

export function hub(options: { baseUrl: string; token: string; owner: string; repo: string }): Hub {
  const { owner, repo } = options
  const octokit = new Octokit({
    baseUrl: options.baseUrl,
    auth: options.token,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  })
  const until: Hub['until'] = async (what, ask) => {
    const deadline = Date.now() + 60_000
    for (;;) {
      const answer = await ask()
      if (answer !== undefined) return answer
      if (Date.now() > deadline) throw new Error(`${what} did not come about within a minute`)
      await sleep(40)
    }
  }
  const checks = async (sha: string): Promise<Check[]> => {
    const { data } = await octokit.checks.listForRef({ owner, repo, ref: sha, per_page: 100 })
    return data.check_runs
  }
  return {
    octokit,
    owner,
    repo,
    until,
    checks,
    completed: (sha, name) =>
      until(`the check "${name}"`, async () =>
        (await checks(sha)).find((check) => check.name === name && check.status === 'completed'),
      ),
    async comments(number) {
      const { data } = await octokit.issues.listComments({ owner, repo, issue_number: number })
      return data.map(({ id, body }) => ({ id, body: body ?? '' }))
    },
  }
}
