import { alertStore } from './alerts.ts'
import { chartStore } from './charts.ts'
import { commandStore } from './commands.ts'
import type { Db } from './database.ts'
import { decisionStore } from './decisions.ts'
import { deliveryStore } from './deliveries.ts'
import { kitchenStore } from './kitchens.ts'
import { lockStore } from './locks.ts'
import { orderStore } from './orders.ts'
import { runnerTokenStore } from './runner-tokens.ts'
import { scheduleStore } from './schedules.ts'
import { waitingDeploymentStore } from './waiting-deployments.ts'

export type Store = ReturnType<typeof createStore>

/** All that the App remembers, a part for each concern. */
export function createStore(db: Db) {
  return {
    deliveries: deliveryStore(db),
    kitchens: kitchenStore(db),
    orders: orderStore(db),
    charts: chartStore(db),
    commands: commandStore(db),
    decisions: decisionStore(db),
    locks: lockStore(db),
    schedules: scheduleStore(db),
    alerts: alertStore(db),
    waitingDeployments: waitingDeploymentStore(db),
    runnerTokens: runnerTokenStore(db),
  }
}
