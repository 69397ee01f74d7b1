import { presentApp, presentInstallation } from '../present/app.ts'
import { presentRepository } from '../present/repository.ts'
import { bodyOf, type Call, found, ok, Refusal, type Route } from '../rest/call.ts'
import { paginate } from '../rest/paginate.ts'
import type { Installation, Permissions } from '../store/records.ts'
import { timestamp } from '../time.ts'

export const appRoutes: readonly Route[] = [
  {
    operation: 'apps/get-authenticated',
    needs: 'app',
    answer: ({ site }) =>
      ok({ ...presentApp(site, site.app), installations_count: site.store.installations.all().length }),
  },
  {
    operation: 'apps/list-installations',
    needs: 'app',
    answer: (call) =>
      paginate(
        call,
        ownInstallations(call).map((one) => presentInstallation(call.site, one)),
      ),
  },
  {
    operation: 'apps/get-installation',
    needs: 'app',
    answer: (call) => ok(presentInstallation(call.site, installationOf(call))),
  },
  {
    operation: 'apps/get-repo-installation',
    needs: 'app',
    answer: (call) => {
      const installation = ownInstallations(call).find((one) => one.repositories.has(call.repository.id))
      return ok(presentInstallation(call.site, found(installation)))
    },
  },
  { operation: 'apps/create-installation-access-token', needs: 'app', answer: createToken },
  {
    operation: 'apps/list-repos-accessible-to-installation',
    needs: 'installation',
    answer: (call) => {
      const ids = call.actor.type === 'installation' ? [...call.actor.repositories] : []
      const repositories = ids.map((id) => found(call.site.store.repositories.get(id)))
      return paginate(
        call,
        repositories.map((one) => presentRepository(call.site, one)),
        (page, total) => ({ total_count: total, repositories: page }),
      )
    },
  },
]

function ownInstallations({ site }: Call): Installation[] {
  return site.store.installations.all().filter((one) => one.app.id === site.app.id)
}

function installationOf(call: Call): Installation {
  const id = Number(call.params.installation_id)
  return found(ownInstallations(call).find((one) => one.id === id))
}

interface Wanted {
  readonly repository_ids?: readonly number[]
  readonly repositories?: readonly string[]
  readonly permissions?: Permissions
}

/** A token for one hour, for as much of the installation as is asked for and never for more. */
function createToken(call: Call) {
  const { site } = call
  const installation = installationOf(call)
  const wanted = bodyOf<Wanted>(call)
  const repositories = repositoriesOf(call, installation, wanted)
  const permissions = { metadata: 'read' as const, ...(wanted.permissions ?? installation.permissions) }
  for (const [name, level] of Object.entries(permissions)) {
    const own = name === 'metadata' ? 'read' : installation.permissions[name]
    if (own === 'write' || own === level) continue
    site.violations.push(`A token with ${name}: ${level} was asked for, which the installation does not have.`)
    throw new Refusal(422, 'The permissions requested are not granted to this installation.')
  }
  const expiresAt = new Date(Date.now() + 3_600_000)
  const { app, id: installationId } = installation
  const actor = { type: 'installation' as const, app, installationId, permissions, repositories }
  const token = site.tokens.issueInstallation(actor, expiresAt)
  const selected = wanted.repository_ids !== undefined || wanted.repositories !== undefined
  const listed = [...repositories].map((id) => found(site.store.repositories.get(id)))
  return ok(
    {
      token,
      expires_at: timestamp(expiresAt),
      permissions,
      repository_selection: 'selected',
      ...(selected ? { repositories: listed.map((one) => presentRepository(site, one)) } : {}),
    },
    201,
  )
}

function repositoriesOf({ site }: Call, installation: Installation, wanted: Wanted): ReadonlySet<number> {
  const named = (wanted.repositories ?? []).map((name) => site.store.repository(installation.account.login, name)?.id)
  const ids = [...(wanted.repository_ids ?? []), ...named]
  if (ids.length === 0) return installation.repositories
  const own = ids.filter((id): id is number => id !== undefined && installation.repositories.has(id))
  if (own.length === ids.length) return new Set(own)
  throw new Refusal(
    422,
    'There is at least one repository that does not exist or is not accessible to the parent installation.',
  )
}
