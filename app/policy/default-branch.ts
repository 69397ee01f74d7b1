import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Diagnostic } from '../../recipes-schema/text/diagnostic.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { RepositoryRef } from '../orders/order.ts'

/** What the default branch says at this moment: the only place that policy is read from. */
export type DefaultBranch =
  | { readonly type: 'project'; readonly project: Project }
  /** There is no galley.yaml yet. */
  | { readonly type: 'none' }
  /** Nobody knows what it says, so nobody is allowed by it. */
  | { readonly type: 'unreadable'; readonly diagnostics: readonly Diagnostic[] }

export async function readDefaultBranch(
  galley: Galley,
  client: RepositoryClient,
  { defaultBranch }: Pick<RepositoryRef, 'defaultBranch'>,
): Promise<DefaultBranch> {
  const loaded = await galley.projects.load(client, await client.contents.tree(defaultBranch))
  if (loaded.ok) return { type: 'project', project: loaded.project }
  const missing = loaded.diagnostics.some((found) => found.code === 'project.missing')
  return missing ? { type: 'none' } : { type: 'unreadable', diagnostics: loaded.diagnostics }
}
