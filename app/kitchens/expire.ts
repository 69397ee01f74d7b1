import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { readDefaultBranch } from '../policy/default-branch.ts'
import { removeKitchen } from '../promotion/remove-kitchen.ts'
import { pullRequestKey } from '../queue/job.ts'
import type { IdleKitchen } from '../store/kitchens.ts'

/** Has kitchens removed that nobody has touched for longer than the default branch's `ttl`. `idle`: since when at least. */
export async function expireKitchens(galley: Galley, idle: Date, now: Date): Promise<void> {
  const byRepository = Map.groupBy(await galley.store.kitchens.idleSince(idle), ({ content }) => content.repository.id)
  for (const kitchens of byRepository.values()) {
    const repository = kitchens[0]?.content.repository
    const ttl = repository === undefined ? null : await ttlOf(galley, repository)
    if (ttl === null) continue
    for (const { content } of await expired(galley, kitchens, ttl, now)) {
      const { repository, pull_request: pullRequest, id } = content
      await galley.queue.send(pullRequestKey(repository.id, pullRequest ?? 0), { type: 'expire', order: id })
    }
  }
}

async function ttlOf(galley: Galley, repository: RepositoryRef): Promise<number | null> {
  const branch = await readDefaultBranch(galley, galley.github.repository(repository, kitchenWork), repository)
  return branch.type === 'project' ? branch.project.kitchen.ttl : null
}

/** Those whose time is over, counted from what last happened and from what somebody has asked for. */
async function expired(
  galley: Galley,
  kitchens: readonly IdleKitchen[],
  ttl: number,
  now: Date,
): Promise<IdleKitchen[]> {
  const found: IdleKitchen[] = []
  for (const kitchen of kitchens) {
    const { repository, pull_request: pullRequest } = kitchen.content
    const { until } = await galley.store.kitchens.keeping(String(repository.id), pullRequest ?? 0)
    const end = Math.max(kitchen.since.getTime() + ttl * 1000, until?.getTime() ?? 0)
    if (end <= now.getTime()) found.push(kitchen)
  }
  return found
}

/** Removes the kitchen of an order that was its newest when it was found idle; does nothing if there is a newer one. */
export async function expireKitchen(galley: Galley, orderId: string): Promise<void> {
  const order = await galley.store.orders.get(orderId)
  if (order === null || order.content.pull_request === null) return
  const { repository, pull_request: pullRequest, environment, title } = order.content
  const all = await galley.store.orders.ofPullRequest(String(repository.id), pullRequest)
  if (all.findLast(({ content }) => content.environment === environment)?.content.id !== orderId) return
  await destroyKitchen(galley, { repository, pull_request: pullRequest, actor: 'galley', title }, 'idle')
}

/** Removes a pull request's kitchen while it stays open; the next run makes it again. */
export async function destroyKitchen(
  galley: Galley,
  of: Parameters<typeof removeKitchen>[2],
  why: 'idle' | 'asked',
): Promise<'removing' | 'none'> {
  const client = galley.github.repository(of.repository, kitchenWork)
  // Where it lives is read at the tip of the default branch, never from the pull request.
  const { base } = await client.contents.compare(of.repository.defaultBranch, of.repository.defaultBranch)
  return removeKitchen(galley, client, of, base, why)
}
