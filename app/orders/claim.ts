import { decodeClaimRequest } from '../../recipes-schema/order/decode.ts'
import type { ClaimAnswer, Order } from '../../recipes-schema/order/types.ts'
import type { Galley } from '../galley.ts'
import { type Answer, refuse } from './answer.ts'
import { misfit } from './binding.ts'
import type { RunnerVerifier } from './oidc.ts'
import type { OrderContent } from './order.ts'
import { newRunToken } from './run-token.ts'
import { runOf } from './state.ts'

interface Claim {
  readonly order: string
  /** The runner's token, from the Authorization header. */
  readonly bearer: string | null
  readonly body: unknown
  readonly now: Date
}

/** Hands an order to the run that was dispatched for it, once an attempt. */
export async function claimOrder(galley: Galley, verifier: RunnerVerifier, claim: Claim): Promise<Answer<ClaimAnswer>> {
  if (claim.bearer === null)
    return refuse(401, 'token_missing', 'A claim needs the runner’s OIDC token.', permissionHint)
  const verified = await verifier.verify(claim.bearer)
  if (!verified.ok) return refuse(401, verified.code, verified.message, permissionHint)
  const { claims } = verified
  const order = await galley.store.orders.get(claim.order)
  // Who may not see the repository does not learn either whether an order exists.
  if (order === null || String(order.content.repository.id) !== claims.repositoryId) {
    return refuse(404, 'order_unknown', 'There is no such order in this repository.')
  }
  const run = runOf(order.state)
  if (run === null && order.state.status === 'requested') {
    return refuse(425, 'not_ready', 'The run of this order is not known yet.', 'Try again in a second.')
  }
  const wrong = misfit(claims, order.content, run?.id ?? '')
  if (wrong !== null) return refuse(403, 'token_other', wrong)
  const decoded = decodeClaimRequest(claim.body)
  if (!decoded.ok) return refuse(422, decoded.error.code, decoded.error.message)
  if (!(await galley.store.runnerTokens.spend(claims.tokenId, claims.expiresAt, claim.now))) {
    return refuse(401, 'token_replayed', 'This token was used before.', 'Mint a new one.')
  }
  const { token, hash } = newRunToken()
  const moved = await galley.store.orders.advance(claim.order, {
    type: 'claimed',
    attempt: claims.runAttempt,
    tokenHash: hash,
  })
  if (moved.type !== 'moved') {
    return moved.type === 'refused' && moved.code === 'not_ready'
      ? refuse(425, 'not_ready', moved.message, 'Try again in a second.')
      : refuse(
          409,
          moved.type === 'refused' ? moved.code : 'claimed',
          moved.type === 'refused' ? moved.message : 'It was claimed.',
        )
  }
  galley.log.info(
    { order: claim.order, run: claims.runId, attempt: claims.runAttempt, galley: decoded.value.galley },
    'order claimed',
  )
  return { ok: true, value: { schema_version: 1, order: wireOrder(order.content), run_token: token } }
}

const permissionHint =
  'The workflow needs `permissions: id-token: write`, and asks for a token with this App’s URL as audience.'

/** What of an order leaves the App. */
function wireOrder(content: OrderContent): Order {
  // What an order does without stays away: a runner of the version before knows nothing of it.
  const { id, kind, environment, head, base, merge_base, plan_digest, pull_request, actor, force } = content
  const { accept, approved, fresh, produce, from, to_version } = content
  return {
    ...{ id, kind, environment, head, base, merge_base, plan_digest, pull_request, actor, force },
    ...(accept === undefined ? {} : { accept }),
    ...(approved === undefined ? {} : { approved }),
    ...(fresh === undefined ? {} : { fresh }),
    ...(produce === undefined ? {} : { produce }),
    ...(from === undefined ? {} : { from }),
    ...(to_version === undefined ? {} : { to_version }),
  }
}
