import { presentAccount, presentOrganization } from '../present/account.ts'
import { nodeId } from '../present/node-id.ts'
import { presentRepository } from '../present/repository.ts'
import type { Site } from '../site.ts'
import type { Account, App, Repository } from '../store/records.ts'

interface Happened {
  readonly repository: Repository
  readonly sender: Account
  readonly event: string
  /** The event's own members, `action` among them where it has one; made only when somebody listens. */
  readonly payload: () => object | Promise<object>
  /** Only for this App, whoever else listens. */
  readonly only?: App
}

/** Sends an event to every installation in the repository that wants it. */
export async function announce(site: Site, { repository, sender, event, payload, only }: Happened): Promise<void> {
  const listening = site.store.installations
    .all()
    .filter((one) => one.repositories.has(repository.id) && site.webhooks.wants(one, event))
    .filter((one) => only === undefined || one.app.id === only.id)

  if (listening.length === 0) return
  const own = await payload()
  for (const installation of listening) {
    const whole = {
      ...own,
      repository: presentRepository(site, repository),
      ...(repository.owner.type === 'Organization'
        ? { organization: presentOrganization(site, repository.owner) }
        : {}),
      sender: presentAccount(site, sender),
      installation: { id: installation.id, node_id: nodeId('IntegrationInstallation', installation.id) },
    }
    site.webhooks.send(installation, event, whole, repository.id)
  }
}
