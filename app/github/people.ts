import { type Role, roles } from '../policy/permissions.ts'
import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

/** `unknown`: the App was not given the right to look. */
export type Membership = 'yes' | 'no' | 'unknown'

export function peopleOperations({ owner, repo, read }: Ask) {
  return {
    /** Somebody's role here at this moment; a role of the organisation's own counts as the one that it builds on. */
    async role(login: string): Promise<Role | null> {
      try {
        const { data } = await read((octokit) =>
          octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: login }),
        )
        return roleNamed(data.role_name) ?? roleNamed(data.permission)
      } catch (error) {
        if (statusOf(error) === 404) return null
        throw error
      }
    },

    async inTeam(team: string, login: string): Promise<Membership> {
      try {
        const { data } = await read((octokit) =>
          octokit.rest.teams.getMembershipForUserInOrg({ org: owner, team_slug: team, username: login }),
        )
        return data.state === 'active' ? 'yes' : 'no'
      } catch (error) {
        // An account that is a person's has no teams, and tells so in the same way.
        if (statusOf(error) === 404) return 'no'
        if (statusOf(error) === 403 || statusOf(error) === 422) return 'unknown'
        throw error
      }
    },
  }
}

function roleNamed(name: string | undefined): Role | null {
  return roles.find((role) => role === name) ?? null
}
