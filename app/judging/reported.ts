import type { Report } from '../../recipes-schema/report/types.ts'
import type { StoredOrder } from '../orders/order.ts'
import type { OrderState } from '../orders/state.ts'

/** An order that waits for its verdict. */
export interface ReportedOrder extends StoredOrder {
  readonly state: Extract<OrderState, { status: 'reported' }>
  readonly report: Report
}
