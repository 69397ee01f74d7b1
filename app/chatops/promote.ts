import { gateName } from '../checks/check.ts'
import { code, short } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { mergePull, mergeWords } from '../promotion/merge.ts'
import type { Asked, Chatop } from './chatop.ts'

export const promote: Chatop = {
  name: 'promote',
  usage: 'promote',
  does: 'merges exactly this commit into production, now or as soon as its gate is green',
  needs: 'promote',
  answer: (galley, asked) => promotePull(galley, asked),
}

/** Merges the head, if its gate is green; else remembers who asked. The next push forgets it. */
export async function promotePull(
  galley: Galley,
  { repository, pullRequest, actor }: Asked,
  /** The commit that was looked at; null: whatever is the head now. */
  looked: string | null = null,
): Promise<string> {
  const client = galley.github.repository(repository, kitchenWork)
  const { open, merged, draft, baseBranch, head } = await client.pulls.get(pullRequest)
  if (merged) return 'It is merged already; `/kitchen status` says where its promotion stands.'
  if (!open) return 'The pull request is closed; there is nothing to promote.'
  if (draft) return 'The pull request is a draft. Mark it ready for review first.'
  if (baseBranch !== repository.defaultBranch)
    return `It is to be merged into ${code(baseBranch)}; production follows ${code(repository.defaultBranch)} alone.`
  if (looked !== null && looked !== head)
    return `Not merged: ${short(looked)} is not the newest commit any more, that is ${short(head)}.`
  const gates = (await client.checks.own(head)).filter(({ name }) => name === gateName)
  const newest = gates.sort((a, b) => Number(BigInt(b.id) - BigInt(a.id)))[0]
  if (newest?.conclusion === 'success') return mergeWords(await mergePull(galley, repository, pullRequest, head), head)
  await galley.store.decisions.wishMerge(String(repository.id), pullRequest, { head, actor })
  return `The gate of ${short(head)} is not green. It is merged as soon as it is; a push, or ${code('/kitchen cancel')}, takes that back.`
}
