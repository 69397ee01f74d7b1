import { commentMarker } from '../checks/comment.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import type { OrderContent } from '../orders/order.ts'

/** Writes or edits the pull request's one comment. */
export async function keepComment(
  galley: Galley,
  client: RepositoryClient,
  { repository, pull_request: pull }: Pick<OrderContent, 'repository' | 'pull_request'>,
  body: string,
): Promise<void> {
  if (pull === null) return
  const repositoryId = String(repository.id)
  const known = await galley.store.kitchens.commentOf(repositoryId, pull)
  const id = await client.comments.keep(pull, known, commentMarker, body)
  if (id !== known) await galley.store.kitchens.rememberComment(repositoryId, pull, id)
}
