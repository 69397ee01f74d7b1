import type { KeyObject } from 'node:crypto'
import type { Tokens } from './auth/tokens.ts'
import type { Bus } from './bus.ts'
import type { Oidc } from './oidc.ts'
import type { Runner } from './runner/runner.ts'
import type { Account, App } from './store/records.ts'
import type { Store } from './store/store.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** The parts of one rig, as its routes use them. */
export interface Site {
  /** Where people look: GITHUB_SERVER_URL. */
  readonly url: string
  /** REST root: GITHUB_API_URL. */
  readonly apiUrl: string
  /** Folder of repositories and runs. */
  readonly home: string
  readonly store: Store
  readonly tokens: Tokens
  readonly bus: Bus
  /** The App under test. */
  readonly app: App
  readonly appPublicKey: KeyObject
  /** The App "GitHub Actions", whose tokens the runs get. */
  readonly actionsApp: App
  readonly webFlow: Account
  readonly webhooks: Webhooks
  readonly runner: Runner
  readonly oidc: Oidc
  /** What broke GitHub's rules, in words. */
  readonly violations: string[]
}

/** Where things are; the presenters need no more of the site. */
export type Urls = Pick<Site, 'url' | 'apiUrl'>
