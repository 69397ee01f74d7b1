import type { Alert, AlertChannel, Project } from '../../recipes-schema/recipe/types.ts'
import { sha256 } from '../../recipes-schema/text/digest.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { readDefaultBranch } from '../policy/default-branch.ts'
import { tellBy } from './channels/index.ts'
import type { Happening } from './happening.ts'

/** Queues the telling: whoever found out need not wait for a receiver, nor fail with it. */
export async function tellLater(
  galley: Galley,
  repository: RepositoryRef,
  happenings: readonly Happening[],
): Promise<void> {
  if (happenings.length === 0) return
  // One key a repository: an end is never told before its beginning.
  await galley.queue.send(`${repository.id}#alerts`, { type: 'alert', repository, happenings })
}

/**
 * Hands what the default branch's alerts ask for to their channels. Each is a job of its own: one that cannot be reached
 * keeps nobody else from hearing of it, nor makes anybody hear twice.
 */
export async function shareOut(
  galley: Galley,
  repository: RepositoryRef,
  happenings: readonly Happening[],
): Promise<void> {
  const client = galley.github.repository(repository, kitchenWork)
  const branch = await readDefaultBranch(galley, client, repository)
  if (branch.type === 'none') return
  if (branch.type === 'unreadable') throw new Error('The default branch has a galley.yaml that nobody can read.')
  for (const happening of happenings)
    for (const [channel, { on, to }] of channelsFor(branch.project, happening)) {
      const news = { channel, to, wanted: on.includes(happening.event), happening }
      await galley.queue.send(`${repository.id}#${channel}`, { type: 'tell', repository, ...news })
    }
}

/** One thing for one channel. */
export interface ForChannel {
  /** What galley.yaml says of it, hashed. */
  readonly channel: string
  readonly to: AlertChannel
  /** Whether it asked for such things to be told; the end of what it was told is told all the same. */
  readonly wanted: boolean
  readonly happening: Happening
}

/** Tells what began, once until it is over, and its end where the beginning was told. */
export async function tell(
  galley: Galley,
  repository: RepositoryRef,
  { channel, to, wanted, happening }: ForChannel,
): Promise<void> {
  const of = { repositoryId: String(repository.id), channel, subject: happening.subject }
  const before = await galley.store.alerts.find(of)
  if (happening.state === 'over') {
    if (before === null) return
    await tellBy(to, { galley, repository, happening, ...before })
    await galley.store.alerts.over(of)
    return
  }
  if (before !== null || !wanted) return
  const key = sha256(JSON.stringify([of, happening.at])).slice(0, 32)
  const reference = await tellBy(to, { galley, repository, happening, key, reference: null })
  await galley.store.alerts.told(of, { key, reference }, happening.state === 'raised')
}

/** The project's channels and those of the recipes that it is about; one that is named twice is told once. */
function channelsFor({ alerts, recipes }: Project, happening: Happening): Map<string, Pick<Alert, 'on' | 'to'>> {
  const own = recipes.filter(({ name }) => happening.recipes.includes(name)).flatMap((recipe) => recipe.alerts)
  const channels = new Map<string, Pick<Alert, 'on' | 'to'>>()
  for (const { on, to } of [...alerts, ...own]) {
    const channel = sha256(JSON.stringify(to)).slice(0, 16)
    channels.set(channel, { on: [...(channels.get(channel)?.on ?? []), ...on], to })
  }
  return channels
}
