import { commentMarker } from '../checks/comment.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { OrderContent } from '../orders/order.ts'
import { readDefaultBranch } from '../policy/default-branch.ts'

/** Writes or edits the pull request's one comment; where the default branch wants none, only what is there is edited. */
export async function keepComment(
  galley: Galley,
  client: RepositoryClient,
  { repository, pull_request: pull }: Pick<OrderContent, 'repository' | 'pull_request'>,
  body: string,
): Promise<void> {
  if (pull === null) return
  const repositoryId = String(repository.id)
  const known = await galley.store.kitchens.commentOf(repositoryId, pull)
  if (known === null && !(await wantsComment(galley, client, repository))) return
  const id = await client.comments.keep(pull, known, commentMarker, body)
  if (id !== known) await galley.store.kitchens.rememberComment(repositoryId, pull, id)
}

/** Where nobody knows what the default branch says, silence would be the worse surprise. */
async function wantsComment(
  galley: Galley,
  client: RepositoryClient,
  repository: OrderContent['repository'],
): Promise<boolean> {
  const branch = await readDefaultBranch(galley, client, repository)
  return branch.type !== 'project' || branch.project.comment
}
