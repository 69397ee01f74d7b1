import type { Probot } from 'probot'
import type { Galley } from '../galley.ts'
import { refreshKitchen } from '../kitchens/refresh.ts'
import { repositoryOf } from './repository.ts'

/** A pull request was opened or has another head, base or readiness: its checks and its kitchen follow. */
export function pullRequestChanged(probot: Probot, galley: Galley): void {
  const events = [
    'pull_request.opened',
    'pull_request.reopened',
    'pull_request.synchronize',
    'pull_request.ready_for_review',
    'pull_request.edited',
  ] as const
  probot.on([...events], async ({ id, payload }) => {
    // Of edits only another base changes what is compared.
    if (payload.action === 'edited' && payload.changes.base === undefined) return
    const repository = repositoryOf(payload)
    if (repository === null) return
    const actor = payload.sender?.login ?? payload.pull_request.user?.login ?? 'unknown'
    await refreshKitchen(galley, repository, payload.pull_request.number, {
      id,
      actor,
      wish: 'as_usual',
      force: [],
      again: false,
    })
  })
}
