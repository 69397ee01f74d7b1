import type { GatePolicy } from '../../recipes-schema/recipe/types.ts'
import { code, list, words } from '../checks/markdown.ts'
import type { Lock } from '../store/locks.ts'
import { ownersOf } from './code-owners.ts'

/** What a green verdict still needs, before the gate is green. */
export interface Condition {
  readonly name: 'approvals' | 'code owners' | 'base' | 'lock'
  /** Markdown: what is missing, and what to do. */
  readonly message: string
}

/** What is known about a pull request beside its verdict. */
export interface GateFacts {
  readonly policy: GatePolicy
  /** Who approved of exactly the head, and may write here. */
  readonly approvedBy: readonly Approver[]
  /** The recipe files that the change touches, by recipe. */
  readonly recipeFiles: ReadonlyMap<string, string>
  /** CODEOWNERS of the default branch; null: there is none. */
  readonly codeOwners: string | null
  /** Nodes that the change makes and that the base branch has changed since. */
  readonly overlap: readonly string[]
  readonly baseBranch: string
  readonly locks: readonly Lock[]
}

export interface Approver {
  readonly login: string
  /** Slugs of the teams that CODEOWNERS names and that they are in. */
  readonly teams: readonly string[]
}

/** The conditions that are not met. Pure: facts in, words out. */
export function openConditions(facts: GateFacts): Condition[] {
  return [...locks(facts), ...base(facts), ...approvals(facts), ...owners(facts)]
}

function locks({ locks: held }: GateFacts): Condition[] {
  return held.map(({ recipe, reason, actor }) => ({
    name: 'lock',
    message: `${recipe === '*' ? 'Production' : `The recipe ${code(recipe)}`} is locked by ${words(actor)}: ${words(reason)}. The gate opens by itself after ${code(recipe === '*' ? '/kitchen unlock' : `/kitchen unlock --recipe=${recipe}`)}.`,
  }))
}

function base({ overlap, baseBranch }: GateFacts): Condition[] {
  if (overlap.length === 0) return []
  return [
    {
      name: 'base',
      message: `${code(baseBranch)} has changed ${list(overlap.map(code), 5)} since, and so does this pull request: together they were never tested. Update the branch, and the change runs on the newest ${code(baseBranch)}.`,
    },
  ]
}

function approvals({ policy, approvedBy }: GateFacts): Condition[] {
  const missing = policy.approvals - approvedBy.length
  if (missing <= 0) return []
  const have = approvedBy.length === 0 ? 'nobody has' : `${list(approvedBy.map(({ login }) => words(login)))} has`
  return [
    {
      name: 'approvals',
      message: `It takes ${policy.approvals} approving review${policy.approvals === 1 ? '' : 's'} of exactly this commit; ${have} approved of it.`,
    },
  ]
}

function owners({ policy, codeOwners, recipeFiles, approvedBy }: GateFacts): Condition[] {
  if (!policy.codeOwners || codeOwners === null) return []
  return [...recipeFiles].flatMap(([recipe, file]): Condition[] => {
    const owned = ownersOf(codeOwners, file)
    const isOwner = ({ login, teams }: Approver) =>
      owned.some(
        (owner) =>
          owner.toLowerCase() === `@${login.toLowerCase()}` || teams.some((team) => owner.endsWith(`/${team}`)),
      )
    if (owned.length === 0 || approvedBy.some(isOwner)) return []
    const message = `An owner of ${code(recipe)} has to approve of exactly this commit: ${list(owned.map(code))}.`
    return [{ name: 'code owners', message }]
  })
}
