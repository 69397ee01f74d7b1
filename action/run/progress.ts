import type { OrderEvent } from '../../recipes-schema/order/types.ts'

/** What is told while an order runs: the wire's events, and what nodes print (redacted). */
export type Progress =
  | OrderEvent
  | { readonly type: 'log'; readonly recipe: string; readonly node: string; readonly line: string }
  /** The last that is told: nothing runs any more. */
  | { readonly type: 'ended' }
