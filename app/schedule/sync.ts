import type { Project, Schedule } from '../../recipes-schema/recipe/types.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import type { RepositoryRef } from '../orders/order.ts'
import { readDefaultBranch } from '../policy/default-branch.ts'
import type { Scheduled } from '../store/schedules.ts'
import type { Timing } from './slots.ts'

/** Takes over the schedules that the default branch has now. One that cannot be read changes nothing. */
export async function syncSchedules(galley: Galley, repository: RepositoryRef): Promise<void> {
  const client = galley.github.repository(repository, kitchenWork)
  const branch = await readDefaultBranch(galley, client, repository)
  if (branch.type === 'unreadable') return
  const wanted = branch.type === 'project' ? schedulesOf(branch.project) : []
  await galley.store.schedules.replace(repository, wanted)
}

/** Every recipe's schedule, and those of its variations that have their own. */
export function schedulesOf(project: Project): (Scheduled & { readonly timing: Timing })[] {
  return project.recipes.flatMap(({ name: recipe, schedule, variations }) => [
    ...(schedule === null ? [] : [{ recipe, variation: null, timing: timingOf(schedule) }]),
    ...variations.flatMap(({ name: variation, schedule: own }) =>
      own === null || own === 'recipe' ? [] : [{ recipe, variation, timing: timingOf(own) }],
    ),
  ])
}

function timingOf({ cron, timezone, lateAfter, catchUp }: Schedule): Timing {
  return { cron, timezone, lateAfter, catchUp }
}
