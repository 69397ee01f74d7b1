import type { Person } from '../git/git.ts'
import type { Account, App, Permissions } from '../store/records.ts'

/** Who makes a request. */
export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly account: Account }
  /** The App itself, by a JWT of its private key. */
  | { readonly type: 'app'; readonly app: App }
  | InstallationActor

/** An App in some repositories; a run's GITHUB_TOKEN is one of the App "GitHub Actions". */
export interface InstallationActor {
  readonly type: 'installation'
  readonly app: App
  /** Null for a run's token. */
  readonly installationId: number | null
  readonly permissions: Permissions
  readonly repositories: ReadonlySet<number>
}

/** The account that is shown as the author; null when nobody is signed in. */
export function accountOf(actor: Actor): Account | null {
  if (actor.type === 'anonymous') return null
  return actor.type === 'user' ? actor.account : actor.app.bot
}

export function appOf(actor: Actor): App | null {
  return actor.type === 'installation' ? actor.app : null
}

export function personOf(account: Account): Person {
  return { name: account.login, email: `${account.id}+${account.login}@users.noreply.github.com` }
}

/** A word for request records. */
export function actorName(actor: Actor): string {
  if (actor.type === 'app') return `app:${actor.app.slug}`
  if (actor.type === 'installation') return `installation:${actor.app.slug}`
  return actor.type === 'user' ? actor.account.login : 'anonymous'
}
