import type { Ask } from './ask.ts'
import { statusOf } from './faults.ts'

export type Access = 'none' | 'read' | 'write' | 'admin'

export function peopleOperations({ owner, repo, read }: Ask) {
  return {
    /** What somebody may do here at this moment; `maintain` counts as write and `triage` as read, as GitHub has it. */
    async access(login: string): Promise<Access> {
      try {
        const { data } = await read((octokit) =>
          octokit.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: login }),
        )
        return accessOf(data.permission)
      } catch (error) {
        if (statusOf(error) === 404) return 'none'
        throw error
      }
    },
  }
}

function accessOf(permission: string): Access {
  return permission === 'admin' || permission === 'write' || permission === 'read' ? permission : 'none'
}
