import type { RepositoryRef } from '../orders/order.ts'

interface Payload {
  readonly repository: {
    readonly id: number
    readonly name: string
    readonly default_branch: string
    readonly owner: { readonly id: number; readonly login: string }
  }
  readonly installation?: { readonly id: number } | undefined
}

/** The repository of a webhook, or null when no installation of ours sent it. */
export function repositoryOf({ repository, installation }: Payload): RepositoryRef | null {
  if (installation === undefined) return null
  return {
    id: repository.id,
    ownerId: repository.owner.id,
    owner: repository.owner.login,
    name: repository.name,
    installationId: installation.id,
    defaultBranch: repository.default_branch,
  }
}
