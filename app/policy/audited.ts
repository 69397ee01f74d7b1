import type { Galley } from '../galley.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { type Authorized, authorize } from './authorize.ts'
import type { PermissionName } from './permissions.ts'

interface Wanted {
  /** The delivery's id. */
  readonly id: string
  readonly repository: RepositoryRef
  readonly pullRequest: number
  readonly actor: string
  readonly needs: 'read' | PermissionName
  /** As it was written. */
  readonly command: string
  readonly recipes: () => Promise<readonly string[]>
}

/** A person can send this many commands an hour in one repository: each costs the repository's share of GitHub's API. */
const anHour = { ms: 3_600_000, commands: 100 }

/** Decides whether somebody may have what was asked for, and records who asked, before anything of it is done. */
export async function authorizeAudited(galley: Galley, wanted: Wanted): Promise<Authorized> {
  const { id, repository, pullRequest, actor, needs, command, recipes } = wanted
  const authorized = await decide()
  const { allowed, role } = authorized
  const repositoryId = String(repository.id)
  await galley.store.commands.record({ id, repositoryId, pullRequest, actor, role, command, allowed })
  galley.log.info({ delivery: id, actor, role, command, allowed }, 'command')
  return authorized

  async function decide(): Promise<Authorized> {
    const since = new Date(Date.now() - anHour.ms)
    const before = await galley.store.commands.countSince(String(repository.id), actor, since, id)
    if (before >= anHour.commands) {
      const because = `That is more than ${anHour.commands} commands in an hour. The checks are kept up to date without them.`
      return { allowed: false, role: null, because }
    }
    if (needs === 'read') return { allowed: true, role: null }
    return authorize(galley, { repository, login: actor, permission: needs, recipes })
  }
}
