import { randomBytes } from 'node:crypto'

/** A new order's id: sorts by time, unlikely to meet another. */
export function orderId(now: Date): string {
  return `${now.toISOString().replaceAll(/\D/g, '').slice(0, 17)}-${randomBytes(4).toString('hex')}`
}
