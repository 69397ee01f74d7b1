import type { PlanShas } from '../../recipes-schema/plan/plan.ts'
import { isAncestor, mergeBase, resolveCommit, tryGit } from '../git/repository.ts'

export interface Revisions extends PlanShas {
  /** The commit whose tree is the head; null: the working tree. */
  readonly headCommit: string | null
}

/**
 * The commits of a plan. Without a base: the default branch, where this clone knows it, so that a branch shows what it
 * changes. Without a head: the working tree.
 */
export async function revisionsOf(folder: string, options: { base?: string; head?: string }): Promise<Revisions> {
  const headCommit = options.head === undefined ? null : await resolveCommit(folder, options.head)
  const base = options.base === undefined ? await defaultBase(folder) : await resolveCommit(folder, options.base)
  const tip = headCommit ?? (await commitOrNull(folder, 'HEAD'))
  const merge_base = base === null || tip === null ? null : await mergeBase(folder, base, tip)
  return { base, head: headCommit ?? 'worktree', merge_base, headCommit }
}

/** True when production's commit is part of the head's history, or when production has none yet. */
export async function contains(folder: string, production: string | null, head: string): Promise<boolean> {
  return production === null || (await isAncestor(folder, production, head)) === true
}

async function defaultBase(folder: string): Promise<string | null> {
  for (const name of ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']) {
    const found = await commitOrNull(folder, name)
    if (found !== null) return found
  }
  return null
}

function commitOrNull(folder: string, revision: string): Promise<string | null> {
  return tryGit(folder, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])
}
