import type { Webhook } from './webhook.ts'

const events = ['installation.deleted', 'installation_repositories.removed', 'repository.privatized'] as const

/** The App has to leave, or what everybody could read is not for everybody any more: pictures are not to be had any longer. */
export const repositoriesRemoved: Webhook = {
  events,
  register(probot, galley) {
    probot.on([...events], async ({ payload }) => {
      const repositories =
        'repositories_removed' in payload
          ? payload.repositories_removed
          : 'repositories' in payload
            ? (payload.repositories ?? [])
            : 'repository' in payload
              ? [payload.repository]
              : []
      for (const { id } of repositories) {
        const revoked = id === undefined ? 0 : await galley.store.charts.revoke(String(id))
        galley.log.info({ repository: id, revoked }, 'pictures revoked')
      }
    })
  },
}
