import type { Galley } from '../galley.ts'
import { type Answer, refuse } from './answer.ts'
import type { StoredOrder } from './order.ts'
import { isRunToken } from './run-token.ts'

/** The order, when the bearer is the token of the run that holds it. */
export async function authorizeRun(galley: Galley, id: string, bearer: string | null): Promise<Answer<StoredOrder>> {
  if (bearer === null) return refuse(401, 'token_missing', 'This needs the run token that the claim answered with.')
  const order = await galley.store.orders.get(id)
  if (order === null) return refuse(404, 'order_unknown', 'There is no such order.')
  const { state } = order
  if (state.status === 'superseded')
    return refuse(409, 'superseded', 'A newer order has taken this one’s place.', 'Stop and clean up.')
  if (!('tokenHash' in state)) return refuse(409, 'not_claimed', `The order is ${state.status}; nobody holds it.`)
  if (!isRunToken(bearer, state.tokenHash)) return refuse(403, 'token_other', 'This token is not this order’s.')
  return { ok: true, value: order }
}
