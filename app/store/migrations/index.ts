import type { Migration } from 'kysely/migration'
import * as first from './0001-first.ts'
import * as decisions from './0002-decisions.ts'
import * as keptKitchens from './0003-kept-kitchens.ts'
import * as schedules from './0004-schedules.ts'
import * as alerts from './0010-alerts.ts'
import * as waitingDeployments from './0011-waiting-deployments.ts'

/** In the order of their names. A migration that has been released is never changed: write the next one. */
export const migrations: Record<string, Migration> = {
  '0001-first': first,
  '0002-decisions': decisions,
  '0003-kept-kitchens': keptKitchens,
  '0004-schedules': schedules,
  '0010-alerts': alerts,
  '0011-waiting-deployments': waitingDeployments,
}
