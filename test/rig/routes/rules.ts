import { found, ok, type Route } from '../rest/call.ts'

/** Rulesets and teams: what stands around a repository. */
export const ruleRoutes: readonly Route[] = [
  {
    operation: 'repos/get-branch-rules',
    needs: ['metadata:read'],
    answer: ({ repository, params }) => {
      const checks = params.branch === repository.defaultBranch ? repository.requiredChecks : []
      if (checks.length === 0) return ok([])
      const required_status_checks = checks.map(({ name, app }) => ({
        context: name,
        ...(app === null ? {} : { integration_id: app }),
      }))
      const parameters = { required_status_checks, strict_required_status_checks_policy: false }
      const source = { ruleset_source_type: 'Repository', ruleset_source: repository.name, ruleset_id: 1 }
      return ok([{ type: 'required_status_checks', parameters, ...source }])
    },
  },
  {
    operation: 'teams/get-membership-for-user-in-org',
    needs: ['members:read'],
    answer: ({ site, params }) => {
      const team = found(site.store.teams.get(`${params.org}/${params.team_slug}`.toLowerCase()))
      const member = found([...team].find((login) => login.toLowerCase() === params.username?.toLowerCase()))
      return ok({
        url: `${site.apiUrl}/orgs/${params.org}/teams/${params.team_slug}/memberships/${member}`,
        role: 'member',
        state: 'active',
      })
    },
  },
]
