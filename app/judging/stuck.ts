import { gateName, runAgain } from '../checks/check.ts'
import { gate } from '../checks/gate.ts'
import type { Galley } from '../galley.ts'
import { kitchenWork } from '../github/permissions.ts'
import { repositoryOf } from '../webhooks/repository.ts'

/** Puts it on the pull request's gate that its webhook could not be worked: a check that never comes helps nobody. */
export async function sayStuck(galley: Galley, deliveryId: string, message: string): Promise<void> {
  const delivery = await galley.store.deliveries.get(deliveryId)
  if (delivery?.event !== 'pull_request') return
  const payload = JSON.parse(delivery.payload)
  const repository = repositoryOf(payload)
  if (repository === null || payload.action === 'closed') return
  const said = gate({ type: 'stuck', message })
  await galley.github.repository(repository, kitchenWork).checks.create(payload.pull_request.head.sha, {
    name: gateName,
    externalId: `stuck:${deliveryId}`,
    conclusion: said.conclusion,
    detailsUrl: null,
    output: said.output,
    actions: [runAgain],
  })
}
