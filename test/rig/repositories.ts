import { join } from 'node:path'
import { accountNamed } from './accounts.ts'
import { personOf } from './auth/actor.ts'
import { createBare, forkBare } from './git/repository.ts'
import { presentAccount } from './present/account.ts'
import { presentInstallation } from './present/app.ts'
import { nodeId } from './present/node-id.ts'
import type { Site } from './site.ts'
import type { Installation, Permissions, Repository as RepositoryRecord } from './store/records.ts'
import { timestamp } from './time.ts'

/** A repository, for tests. */
export interface Repository {
  readonly id: number
  readonly nodeId: string
  readonly owner: string
  readonly name: string
  readonly defaultBranch: string
  /** Folder of the bare repository. */
  readonly bare: string
  /** With credentials when there is a token. */
  cloneUrl(token?: string): string
}

export interface NewRepository {
  readonly owner: string
  readonly name: string
  readonly private?: boolean
  /** The folder whose files become the first commit. */
  readonly from: string
  readonly defaultBranch?: string
  readonly variables?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
}

export async function createRepository(site: Site, wanted: NewRepository): Promise<Repository> {
  const owner = accountNamed(site.store, wanted.owner, 'Organization')
  const record = addRecord(site, {
    ...wanted,
    owner,
    fork: null,
    private: wanted.private ?? false,
    defaultBranch: wanted.defaultBranch ?? 'main',
  })
  await createBare(record.bare, wanted.from, record.defaultBranch, personOf(owner))
  return handle(site, record)
}

/** A copy of a repository in somebody's own account, from which pull requests can come. */
export async function forkRepository(site: Site, parent: Repository, login: string): Promise<Repository> {
  const fork = recordOf(site, parent)
  const owner = accountNamed(site.store, login, 'User')
  const { name, private: hidden, defaultBranch } = fork
  const record = addRecord(site, { owner, name, private: hidden, defaultBranch, fork })
  await forkBare(record.bare, fork.bare, defaultBranch)
  return handle(site, record)
}

export interface NewInstallation {
  readonly repositories: readonly Repository[]
  readonly permissions: Permissions
  readonly events: readonly string[]
}

/** Installs the App in repositories of one owner, and tells it so. */
export function installApp(site: Site, { repositories, permissions, events }: NewInstallation): { id: number } {
  const records = repositories.map((one) => recordOf(site, one))
  const account = records[0]?.owner
  if (account === undefined) throw new Error('An installation needs a repository.')
  const installation: Installation = site.store.installations.add({
    id: site.store.nextId(),
    app: site.app,
    account,
    repositories: new Set(records.map((one) => one.id)),
    permissions: { metadata: 'read', ...permissions },
    events,
    createdAt: timestamp(),
  })
  const payload = {
    action: 'created',
    installation: presentInstallation(site, installation),
    repositories: records.map((one) => ({
      id: one.id,
      node_id: nodeId('Repository', one.id),
      name: one.name,
      full_name: `${one.owner.login}/${one.name}`,
      private: one.private,
    })),
    requester: null,
    sender: presentAccount(site, account),
  }
  site.webhooks.send(installation, 'installation', payload, null)
  return { id: installation.id }
}

export function recordOf(site: Site, repository: Repository): RepositoryRecord {
  const record = site.store.repositories.get(repository.id)
  if (record === undefined) throw new Error(`There is no repository ${repository.owner}/${repository.name}.`)
  return record
}

type Fresh = Pick<RepositoryRecord, 'owner' | 'name' | 'private' | 'defaultBranch' | 'fork'> &
  Partial<Pick<RepositoryRecord, 'variables' | 'secrets'>>

function addRecord(
  site: Site,
  { owner, name, private: hidden, defaultBranch, fork, ...more }: Fresh,
): RepositoryRecord {
  const id = site.store.nextId()
  const now = timestamp()
  return site.store.repositories.add({
    id,
    owner,
    name,
    private: hidden,
    defaultBranch,
    bare: join(site.home, 'repositories', `${id}.git`),
    fork,
    variables: more.variables ?? {},
    secrets: more.secrets ?? {},
    collaborators: new Map(),
    requiredChecks: [],
    createdAt: now,
    pushedAt: now,
    lastNumber: 0,
  })
}

function handle({ url }: Site, { id, owner, name, defaultBranch, bare }: RepositoryRecord): Repository {
  return {
    id,
    nodeId: nodeId('Repository', id),
    owner: owner.login,
    name,
    defaultBranch,
    bare,
    cloneUrl(token) {
      const address = new URL(`${url}/${owner.login}/${name}.git`)
      if (token !== undefined) Object.assign(address, { username: 'x-access-token', password: token })
      return address.href
    },
  }
}
