import type { Report } from '../../recipes-schema/report/types.ts'
import { sha256 } from '../../recipes-schema/text/digest.ts'
import { acceptSignals, type Check, type CheckAction, gateName, promoteNow, runAgain } from '../checks/check.ts'
import { gate } from '../checks/gate.ts'
import type { Galley } from '../galley.ts'
import type { OwnChecks } from '../github/checks.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { openSignals } from '../orders/acceptances.ts'
import type { Judgement } from '../orders/judgement.ts'
import type { StoredOrder } from '../orders/order.ts'
import { runOf } from '../orders/state.ts'
import { answerLater } from '../protection/answer.ts'
import { openConditions } from './conditions.ts'
import { gateFacts } from './facts.ts'
import { gateNotes } from './pin.ts'

interface Judged {
  readonly order: StoredOrder
  readonly report: Report
  readonly judgement: Judgement
}

/**
 * Writes an order's gate as its verdict and the conditions have it now. It is written again whenever one of them may have
 * changed, and only if the words do. Answers whether it is green.
 */
export async function sayGate(
  galley: Galley,
  client: RepositoryClient,
  own: OwnChecks,
  { order, report, judgement }: Judged,
): Promise<boolean> {
  const check = await gateCheck(galley, client, { order, report, judgement })
  const hash = sha256(JSON.stringify(check))
  const green = check.conclusion === 'success'
  if (order.written.gateHash === hash) return green
  const { id } = order.content
  const known =
    order.written.gate ?? own.find((one) => one.name === gateName && one.externalId === check.externalId)?.id
  if (known === undefined) await client.checks.create(order.content.head, check)
  else await client.checks.update(known, check)
  await answerLater(galley, order.content.repository, order.content.head)
  await galley.store.orders.keepWritten(id, { gateHash: hash, ...(known === undefined ? {} : { gate: known }) })
  return green
}

async function gateCheck(
  galley: Galley,
  client: RepositoryClient,
  { order, report, judgement }: Judged,
): Promise<Check> {
  const { content, state } = order
  const frame = { name: gateName, externalId: content.id, detailsUrl: runOf(state)?.url ?? null }
  const overBudget = budgetCodes.includes(report.error?.code ?? '')
  if (overBudget) {
    const mayApprove = report.error?.code === 'budget.needs_approval'
    const message = report.error?.message ?? ''
    const said = gate({ type: 'over_budget', head: content.head, message, mayApprove }, client.delayedSeconds())
    return { ...frame, conclusion: said.conclusion, output: said.output, actions: [runAgain] }
  }
  const counts = {
    nodes: report.nodes.filter((node) => node.state === 'succeeded').length,
    tests: judgement.tests.filter((test) => test.state !== 'skipped').length,
    measures: report.measures.length,
  }
  const good = judgement.verdict === 'pass' || judgement.verdict === 'warn'
  const said = gate(
    {
      type: 'judged',
      head: content.head,
      ...judgement,
      counts,
      open: good ? openConditions(await gateFacts(galley, client, content)) : [],
      notes: await gateNotes(client, content.repository),
    },
    client.delayedSeconds(),
  )
  return {
    ...frame,
    conclusion: said.conclusion,
    output: said.output,
    actions: actionsOf(good, said.conclusion, report),
  }
}

const budgetCodes: readonly string[] = ['budget.needs_approval', 'budget.exceeded']

function actionsOf(good: boolean, conclusion: Check['conclusion'], report: Report): CheckAction[] {
  if (conclusion === 'success') return [promoteNow]
  if (good) return [runAgain]
  return openSignals(report).length > 0 ? [runAgain, acceptSignals] : [runAgain]
}
