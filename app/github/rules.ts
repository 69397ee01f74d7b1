import type { Pin } from '../gating/pin.ts'
import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

export function ruleOperations({ owner, repo, appId, read }: Ask) {
  return {
    /** How a check is required on a branch, by rulesets or by the branch's protection. */
    async pinOf(branch: string, check: string): Promise<Pin> {
      const [ruled, protectedBy] = await Promise.all([byRules(branch), byProtection(branch)])
      const required = [...ruled, ...protectedBy].filter(({ name }) => name === check)
      if (required.length === 0) return 'not_required'
      return required.some(({ source }) => source === appId) ? 'pinned' : 'anybody'
    },
  }

  async function byRules(branch: string): Promise<Required[]> {
    const rules = await orNone(() =>
      read((octokit) => octokit.paginate(octokit.rest.repos.getBranchRules, { owner, repo, branch, per_page: 100 })),
    )
    return rules.flatMap((rule) =>
      rule.type === 'required_status_checks'
        ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id }) => ({
            name: context,
            source: integration_id ?? null,
          }))
        : [],
    )
  }

  async function byProtection(branch: string): Promise<Required[]> {
    const [answer] = await orNone(async () => [
      await read((octokit) => octokit.rest.repos.getBranch({ owner, repo, branch })),
    ])
    const checks = answer?.data.protection?.required_status_checks?.checks ?? []
    return checks.map(({ context, app_id }) => ({ name: context, source: app_id ?? null }))
  }
}

interface Required {
  readonly name: string
  readonly source: number | null
}

/** Servers that do not know a way of requiring checks require none by it. */
async function orNone<T>(ask: () => Promise<T[]>): Promise<T[]> {
  try {
    return await ask()
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 403) return []
    throw error
  }
}
