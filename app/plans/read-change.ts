import { behind } from '../../recipes-schema/plan/behind.ts'
import { planChange } from '../../recipes-schema/plan/plan.ts'
import type { Plan } from '../../recipes-schema/plan/types.ts'
import type { Loaded, Project } from '../../recipes-schema/recipe/types.ts'
import type { Diagnostic } from '../../recipes-schema/text/diagnostic.ts'
import type { GitTree } from '../github/contents.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { Projects } from './projects.ts'

/** What a change is, read from the repository alone. */
export type Change =
  /** Neither side has a galley.yaml: not a repository of ours. */
  | { readonly type: 'no_project' }
  | { readonly type: 'diagnosed'; readonly diagnostics: readonly Diagnostic[] }
  | {
      readonly type: 'planned'
      readonly plan: Plan
      readonly head: Project
      /** The merge base's project; null when there was none or it does not read. */
      readonly base: Project | null
      /** The base branch as it is now, whose policy counts; null where that is not known to read. */
      readonly tip: Project | null
      /** Files that differ between merge base and head. */
      readonly changedFiles: readonly string[]
    }

interface Commits {
  readonly base: string
  readonly mergeBase: string
  readonly head: string
}

/** Reads both sides, plans, and says what it found. `headTree` may have been fetched by the caller already. */
export async function readChange(
  client: RepositoryClient,
  projects: Projects,
  commits: Commits,
  options: { readonly force?: readonly string[]; readonly headTree?: Promise<GitTree> } = {},
): Promise<Change> {
  const [headTree, baseTree] = await Promise.all([
    options.headTree ?? client.contents.tree(commits.head),
    client.contents.tree(commits.mergeBase),
  ])
  const base = await projects.load(client, baseTree)
  const head = await projects.load(client, headTree)
  if (isMissing(head) && isMissing(base)) return { type: 'no_project' }
  if (!head.ok) return { type: 'diagnosed', diagnostics: head.diagnostics }
  const tip =
    commits.base === commits.mergeBase ? base : await projects.load(client, await client.contents.tree(commits.base))
  if (!base.ok && tip.ok) return { type: 'diagnosed', diagnostics: [behind()] }
  const baseProject = base.ok ? base.project : null
  const plan = planChange({
    base: baseProject,
    head: head.project,
    shas: { base: commits.base, head: commits.head, merge_base: commits.mergeBase },
    force: options.force ?? [],
  })
  return {
    type: 'planned',
    plan,
    head: head.project,
    base: baseProject,
    tip: tip.ok ? tip.project : null,
    changedFiles: changedFiles(baseTree, headTree),
  }
}

function isMissing(loaded: Loaded): boolean {
  return !loaded.ok && loaded.diagnostics.some((found) => found.code === 'project.missing')
}

function changedFiles(base: GitTree, head: GitTree): string[] {
  const paths = new Set([...base.entries.keys(), ...head.entries.keys()])
  return [...paths].filter((path) => base.entries.get(path) !== head.entries.get(path)).sort()
}
