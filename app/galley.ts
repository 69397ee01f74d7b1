import type { Logger } from 'pino'
import type { AlertSettings } from './alerts/settings.ts'
import type { GitHub } from './github/github.ts'
import type { Projects } from './plans/projects.ts'
import type { Queue } from './queue/queue.ts'
import type { Store } from './store/store.ts'

/** The parts that the App's work is done with. */
export interface Galley {
  readonly log: Logger
  /** Where runners and GitHub's image proxy reach the App, without a trailing slash. */
  readonly url: string
  readonly store: Store
  readonly github: GitHub
  readonly projects: Projects
  readonly alerts: AlertSettings
  readonly queue: Pick<Queue, 'send'>
}
