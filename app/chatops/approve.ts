import { code, short } from '../checks/markdown.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import type { PermissionName } from '../policy/permissions.ts'
import type { Asked, Chatop } from './chatop.ts'
import { runWords } from './run.ts'

export const approve: Chatop = {
  name: 'approve',
  usage: 'approve COMMIT',
  does: "lets exactly this commit run: a fork's, or one that costs more than its budget",
  needs: approvalNeeded,
  who: '`approve-fork` or `approve-budget`',
  async answer(galley, asked, { words: [commit, ...more] }) {
    const shape = 'Name the commit that you have read, with seven digits or more: `/kitchen approve 3f2a9c1`.'
    if (commit === undefined || more.length > 0 || !/^[0-9a-f]{7,40}$/i.test(commit)) return shape
    return approveCommit(galley, asked, commit.toLowerCase())
  },
}

/** What an approval is of: a fork's code, or else what a change of this repository costs. */
export async function approvalNeeded(galley: Galley, { repository, pullRequest }: Asked): Promise<PermissionName> {
  const { pulls } = galley.github.repository(repository, kitchenWork)
  return (await pulls.get(pullRequest)).fork ? 'approveFork' : 'approveBudget'
}

/** Approves of one commit, if it is still the head: what was pushed after it was read is not approved with it. */
export async function approveCommit(galley: Galley, asked: Asked, commit: string): Promise<string> {
  const { id, repository, pullRequest, actor } = asked
  const { pulls } = galley.github.repository(repository, kitchenWork)
  const { head, fork, open } = await pulls.get(pullRequest)
  if (!open) return 'The pull request is closed; there is nothing to approve.'
  if (!head.startsWith(commit))
    return `Not approved: ${code(commit)} is not the newest commit any more, that is ${short(head)}. Read what was pushed since.`
  const what = fork ? 'fork' : 'budget'
  await galley.store.decisions.approve(String(repository.id), pullRequest, head, what, actor)
  const occasion = { id, actor, wish: 'run', force: [], again: true } as const
  const started = runWords(await refreshKitchen(galley, repository, pullRequest, occasion))
  return `Approved: ${fork ? `the fork’s ${short(head)} may run` : `${short(head)} may cost more than its budget`}. ${started}`
}
