import type { Level, Repository, Role } from '../store/records.ts'
import type { Actor } from './actor.ts'

export type Permission = `${string}:${Level}`

/** Who may use a route: the App by JWT, any installation token, anybody, or whoever holds one of these permissions. */
export type Needs = 'app' | 'installation' | 'nothing' | readonly Permission[]

export interface Refused {
  readonly status: number
  readonly message: string
  /** True when a program asked for what it had not been given: a mistake of that program. */
  readonly violation: boolean
}

/** Null when the actor may. A private repository does not exist for those who may not read it. */
export function refusal(actor: Actor, repository: Repository | null, needs: Needs): Refused | null {
  if (needs === 'nothing') return null
  if (needs === 'app') {
    return actor.type === 'app' ? null : refuse(401, 'A JSON web token could not be decoded', true)
  }
  if (actor.type === 'app') return refuse(401, 'This endpoint takes no JSON web token', true)
  if (needs === 'installation') {
    return actor.type === 'installation' ? null : refuse(403, 'You must authenticate with an installation access token')
  }
  if (repository === null) return actor.type === 'anonymous' ? refuse(401, 'Requires authentication') : null
  return actor.type === 'installation'
    ? installationRefusal(actor.repositories, actor.permissions, repository, needs)
    : personRefusal(actor, repository, needs)
}

function installationRefusal(
  repositories: ReadonlySet<number>,
  permissions: Readonly<Record<string, Level>>,
  repository: Repository,
  needs: readonly Permission[],
): Refused | null {
  if (!repositories.has(repository.id)) return refuse(404, 'Not Found', true)
  const granted = needs.some((need) => {
    const [name = '', level] = need.split(':')
    const own = name === 'metadata' ? (permissions.metadata ?? 'read') : permissions[name]
    return own === 'write' || (own === 'read' && level === 'read')
  })
  return granted ? null : refuse(403, 'Resource not accessible by integration', true)
}

function personRefusal(actor: Actor, repository: Repository, needs: readonly Permission[]): Refused | null {
  const role = roleOf(actor, repository)
  if (role === null) return refuse(404, 'Not Found')
  if (needs.every((need) => need === 'checks:write')) return refuse(403, 'You must authenticate via a GitHub App.')
  if (needs.some((need) => rank[role] >= rank[roleFor(need)])) return null
  return refuse(403, 'Must have push access to this repository.')
}

const rank: Readonly<Record<Role, number>> = { read: 0, triage: 1, write: 2, maintain: 3, admin: 4 }

/** Whoever reads may open pull requests and comment; the rest of writing needs push access. */
function roleFor(need: Permission): Role {
  const [name, level] = need.split(':')
  if (level === 'read' || name === 'issues' || name === 'pull_requests') return 'read'
  return 'write'
}

/** What a person may do in a repository; null: not even see it. */
export function roleOf(actor: Actor, repository: Repository): Role | null {
  const seen = repository.private ? null : 'read'
  if (actor.type !== 'user') return seen
  if (actor.account.id === repository.owner.id) return 'admin'
  return repository.collaborators.get(actor.account.login.toLowerCase()) ?? seen
}

export function mayPush(actor: Actor, repository: Repository): boolean {
  if (actor.type === 'anonymous') return false
  return refusal(actor, repository, ['contents:write']) === null
}

function refuse(status: number, message: string, violation = false): Refused {
  return { status, message, violation }
}
