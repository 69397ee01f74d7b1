import { chartStore } from './charts.ts'
import type { Db } from './database.ts'
import { deliveryStore } from './deliveries.ts'
import { kitchenStore } from './kitchens.ts'
import { orderStore } from './orders.ts'
import { runnerTokenStore } from './runner-tokens.ts'

export type Store = ReturnType<typeof createStore>

/** All that the App remembers, a part for each concern. */
export function createStore(db: Db) {
  return {
    deliveries: deliveryStore(db),
    kitchens: kitchenStore(db),
    orders: orderStore(db),
    charts: chartStore(db),
    runnerTokens: runnerTokenStore(db),
  }
}
