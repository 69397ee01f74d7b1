import type { Permissions, Principal, Project } from '../../recipes-schema/recipe/types.ts'

/** What somebody may be allowed to do, as `permissions` in galley.yaml has it. */
export type PermissionName = Exclude<keyof Permissions, 'place'>

/** Roles of GitHub, each with all that the one before it may do. */
export const roles = ['read', 'triage', 'write', 'maintain', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who may do it where galley.yaml says nothing: what touches production takes somebody who looks after it. */
const usual: Readonly<Record<PermissionName, readonly Principal[]>> = {
  run: ['write'],
  accept: ['write'],
  promote: ['maintain'],
  rollback: ['maintain'],
  lock: ['maintain'],
  approveFork: ['maintain'],
  approveBudget: ['maintain'],
}

/** A permission's name as galley.yaml has it. */
export function writtenName(name: PermissionName): string {
  return name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)
}

/** Somebody is allowed who is in each of the lists; in a list, one of its entries is enough. */
export type Rule = readonly (readonly Principal[])[]

/**
 * The rule of the default branch for something that touches these recipes: a recipe's own list stands in place of the
 * project's, and who touches several recipes is held to all of theirs. `project` null: there is no galley.yaml yet.
 */
export function ruleFor(project: Project | null, name: PermissionName, recipes: readonly string[]): Rule {
  const general = project?.permissions?.[name] ?? usual[name]
  const own = (project?.recipes ?? [])
    .filter((recipe) => recipes.includes(recipe.name))
    .map((recipe) => recipe.permissions?.[name] ?? null)
  const lists = own.length === 0 || own.includes(null) ? [general, ...own.filter(isList)] : own.filter(isList)
  const seen = new Map(lists.map((list) => [[...list].sort().join(), list]))
  return [...seen.values()]
}

/** What a person is, as far as the rule asks. */
export interface Person {
  readonly login: string
  /** Null: nobody here. */
  readonly role: Role | null
  /** The teams of those that the rule names which the person is in, without `team:`. */
  readonly teams: readonly string[]
}

/** The first list that the person is not in; null: allowed. */
export function refusedBy(rule: Rule, person: Person): readonly Principal[] | null {
  return rule.find((list) => !list.some((principal) => isPrincipal(principal, person))) ?? null
}

/** The teams that a rule names. */
export function teamsOf(rule: Rule): string[] {
  const named = rule.flat().filter((principal) => principal.startsWith('team:'))
  return [...new Set(named.map((principal) => principal.slice('team:'.length)))]
}

function isPrincipal(principal: Principal, { login, role, teams }: Person): boolean {
  if (principal.startsWith('@')) return principal.slice(1).toLowerCase() === login.toLowerCase()
  if (principal.startsWith('team:')) return teams.includes(principal.slice('team:'.length))
  return role !== null && roles.indexOf(role) >= roles.indexOf(principal as Role)
}

function isList(list: readonly Principal[] | null): list is readonly Principal[] {
  return list !== null
}
