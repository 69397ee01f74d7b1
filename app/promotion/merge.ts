import { code, short, words } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { statusOf } from '../github/faults.ts'
import type { MergeAnswer } from '../github/merging.ts'
import { mergeWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'

/** Merges a pull request at this head and no other; the merge's own webhook promotes it. */
export async function mergePull(
  galley: Galley,
  repository: RepositoryRef,
  pullRequest: number,
  head: string,
): Promise<MergeAnswer> {
  try {
    return await galley.github.repository(repository, mergeWork).merging.merge(pullRequest, head)
  } catch (error) {
    if (statusOf(error) !== 422 && statusOf(error) !== 403) throw error
    // No token with that right: whoever installed the App did not give it.
    return { type: 'refused', message: 'This App may not merge here: it needs to write contents.' }
  }
}

/** Merges what somebody has asked to merge as soon as its gate is green. Does nothing for another head. */
export async function mergeWished(
  galley: Galley,
  repository: RepositoryRef,
  pullRequest: number,
  head: string,
): Promise<void> {
  const wish = await galley.store.decisions.mergeWish(String(repository.id), pullRequest)
  if (wish === null || wish.head !== head) return
  const answer = await mergePull(galley, repository, pullRequest, head)
  await galley.store.decisions.dropMergeWish(String(repository.id), pullRequest)
  galley.log.info({ pullRequest, head, actor: wish.actor, answer: answer.type }, 'merge that was wished for')
  const client = galley.github.repository(repository, mergeWork)
  const marker = `<!-- galley:merge:${head} -->`
  const said = `${marker}\n${words(wish.actor)} asked for the merge of ${short(head)} as soon as the gate is green. ${mergeWords(answer, head)}`
  if (answer.type !== 'merged') await client.comments.keep(pullRequest, null, marker, said)
}

export function mergeWords(answer: MergeAnswer, head: string): string {
  switch (answer.type) {
    case 'merged':
      return `Merged exactly ${short(head)}; production follows.`
    case 'queued':
      return `${short(head)} is in the merge queue; it is tested there together with what is merged before it.`
    case 'refused':
      return `Not merged. GitHub’s words: ${code(answer.message)}`
  }
}
