import type { PlanShas } from '../../recipes-schema/plan/plan.ts'
import { type GitObjects, openObjects } from '../git/objects.ts'
import { isAncestor, mergeBase, unknownRevision } from '../git/repository.ts'

export interface Revisions extends PlanShas {
  /** The commit whose tree is the head; null: the working tree. */
  readonly headCommit: string | null
}

/**
 * The commits of a plan. Without a base: the default branch, where this clone knows it, so that a branch shows what it
 * changes. Without a head: the working tree.
 */
export async function revisionsOf(
  folder: string,
  options: { base?: string; head?: string },
  objects?: GitObjects,
): Promise<Revisions> {
  const own = objects ?? openObjects(folder)
  try {
    return await readRevisions(folder, options, own)
  } finally {
    if (objects === undefined) own.close()
  }
}

async function readRevisions(
  folder: string,
  options: { base?: string; head?: string },
  objects: GitObjects,
): Promise<Revisions> {
  const find = async (revision: string): Promise<string | null> =>
    (await objects.find(`${revision}^{commit}`))?.id ?? null
  const named = async (revision: string): Promise<string> => {
    const found = await find(revision)
    if (found !== null) return found
    throw unknownRevision(revision)
  }
  const [headCommit, base, checkedOut] = await Promise.all([
    options.head === undefined ? null : named(options.head),
    options.base === undefined ? firstOf(defaultBases.map(find)) : named(options.base),
    find('HEAD'),
  ])
  const tip = headCommit ?? checkedOut
  const merge_base = base === null || tip === null ? null : await mergeBase(folder, base, tip)
  return { base, head: headCommit ?? 'worktree', merge_base, headCommit }
}

/** True when production's commit is part of the head's history, or when production has none yet. */
export async function contains(folder: string, production: string | null, head: string): Promise<boolean> {
  return production === null || (await isAncestor(folder, production, head)) === true
}

const defaultBases = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']

async function firstOf(found: readonly Promise<string | null>[]): Promise<string | null> {
  return (await Promise.all(found)).find((one) => one !== null) ?? null
}
