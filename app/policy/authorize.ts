import { code, list, words } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork, teamWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { readDefaultBranch } from './default-branch.ts'
import { type PermissionName, type Person, type Role, refusedBy, ruleFor, teamsOf } from './permissions.ts'

export type Authorized =
  | { readonly allowed: true; readonly role: Role | null }
  /** `because`: a sentence for the person, in Markdown. */
  | { readonly allowed: false; readonly role: Role | null; readonly because: string }

interface Asks {
  readonly repository: RepositoryRef
  readonly login: string
  readonly permission: PermissionName
  /** The recipes that it touches; asked for only where some recipe has a list of its own. */
  readonly recipes: () => Promise<readonly string[]>
}

/** Whether somebody may do something at this moment, by the default branch's galley.yaml and by GitHub's own word. */
export async function authorize(galley: Galley, { repository, login, permission, recipes }: Asks): Promise<Authorized> {
  const client = galley.github.repository(repository, kitchenWork)
  const [branch, role] = await Promise.all([readDefaultBranch(galley, client, repository), client.people.role(login)])
  if (branch.type === 'unreadable') {
    const because = `The galley.yaml of ${code(repository.defaultBranch)} cannot be read, so nobody is allowed anything by it. Mend it there first; \`galley validate\` names the lines.`
    return { allowed: false, role, because }
  }
  const project = branch.type === 'project' ? branch.project : null
  const ownLists = project?.recipes.some((recipe) => recipe.permissions?.[permission]) === true
  const rule = ruleFor(project, permission, ownLists ? await recipes() : [])
  const without: Person = { login, role, teams: [] }
  if (refusedBy(rule, without) === null) return { allowed: true, role }
  const { teams, unknown } = await teamsWith(galley, repository, login, teamsOf(rule))
  const refused = refusedBy(rule, { ...without, teams })
  if (refused === null) return { allowed: true, role }
  const unseen =
    unknown.length === 0
      ? ''
      : ` GitHub does not tell this App who is in ${list(unknown.map(code))}: it needs to read members.`
  const has = role === null ? 'has no role here' : `has the role ${code(role)}`
  return { allowed: false, role, because: `It takes ${list(refused.map(code))}; ${words(login)} ${has}.${unseen}` }
}

async function teamsWith(
  galley: Galley,
  repository: RepositoryRef,
  login: string,
  names: readonly string[],
): Promise<{ teams: string[]; unknown: string[] }> {
  const teams: string[] = []
  const unknown: string[] = []
  if (names.length === 0) return { teams, unknown }
  const { people } = galley.github.repository(repository, teamWork)
  for (const name of names) {
    const member = await people.inTeam(name, login)
    if (member === 'yes') teams.push(name)
    if (member === 'unknown') unknown.push(name)
  }
  return { teams, unknown }
}
