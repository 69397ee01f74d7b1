import type { Account, App } from './store/records.ts'
import type { Store } from './store/store.ts'
import { timestamp } from './time.ts'

/** The account of that name; made when there is none. */
export function accountNamed(store: Store, login: string, type: Account['type']): Account {
  const known = store.account(login)
  if (known !== undefined) return known
  const account: Account = { id: store.nextId(), login, type, createdAt: timestamp() }
  store.accounts.set(login.toLowerCase(), account)
  return account
}

/** An App with the account that its comments show. */
export function createApp(store: Store, slug: string, name: string, owner: string): App {
  return {
    id: store.nextId(),
    slug,
    name,
    clientId: `Iv23li${slug}`,
    owner: accountNamed(store, owner, 'Organization'),
    bot: accountNamed(store, `${slug}[bot]`, 'Bot'),
    createdAt: timestamp(),
  }
}
