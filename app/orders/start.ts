import { gateName, runAgain } from '../checks/check.ts'
import { type GateSituation, gate } from '../checks/gate.ts'
import type { Galley } from '../galley.ts'
import type { RepositoryClient } from '../github/repository.ts'
import { type Dispatched, forkWorkflowFile, type WorkflowRun, workflowFile } from '../github/runs.ts'
import type { OrderContent } from './order.ts'
import type { FailureCode } from './state.ts'

/** How often a run that GitHub gave no id for is looked for, and the first pause in ms, which doubles. */
const search = { times: 6, firstPause: 250 }

/**
 * Starts the workflow of the default branch for an order. `begun`: an earlier attempt may have got as far as starting
 * it, so it is looked for first.
 */
export async function startOrder(
  galley: Galley,
  client: RepositoryClient,
  content: OrderContent,
  begun: boolean,
): Promise<'started' | 'failed'> {
  const name = runName(content.id)
  const earlier = begun ? await client.runs.find(name, workflowOf(content)) : null
  const dispatched =
    earlier === null ? await dispatch(galley, client, content) : ({ type: 'started', run: earlier } as const)
  if (dispatched.type === 'refused') {
    await failOrder(galley, client, content, dispatched)
    return 'failed'
  }
  const run = dispatched.type === 'started' ? dispatched.run : await searchRun(client, content)
  await galley.store.orders.advance(content.id, { type: 'dispatched', run })
  galley.log.info(
    { order: content.id, run: run.id, kind: content.kind, environment: content.environment },
    'order dispatched',
  )
  return 'started'
}

/** The workflow's `run-name` holds the order, by which its run is found again. */
export function runName(order: string): string {
  return `galley ${order}`
}

/** The workflow of the default branch that an order is carried out by. */
export function workflowOf({ fork }: Pick<OrderContent, 'fork'>): string {
  return fork ? forkWorkflowFile : workflowFile
}

function dispatch(galley: Galley, client: RepositoryClient, content: OrderContent): Promise<Dispatched> {
  const inputs = { order: content.id, sha: content.head, server: galley.url, environment: content.environment }
  return client.runs.dispatch(content.repository.defaultBranch, inputs, runName(content.id), workflowOf(content))
}

/** Runs appear a moment after they were asked for. */
async function searchRun(client: RepositoryClient, content: OrderContent): Promise<WorkflowRun> {
  const name = runName(content.id)
  const workflow = workflowOf(content)
  for (let count = 0; count < search.times; count++) {
    const run = await client.runs.find(name, workflow)
    if (run !== null) return run
    await new Promise((resolve) => setTimeout(resolve, search.firstPause * 2 ** count))
  }
  throw new Error(`GitHub took the dispatch of ${workflow}, but no run is called "${name}".`)
}

async function failOrder(
  galley: Galley,
  client: RepositoryClient,
  content: OrderContent,
  refused: Extract<Dispatched, { type: 'refused' }>,
): Promise<void> {
  const code: FailureCode = refused.status === 404 ? 'workflow_missing' : 'dispatch_refused'
  await galley.store.orders.advance(content.id, { type: 'failed', code, message: refused.message })
  galley.log.warn({ order: content.id, code, status: refused.status }, 'order not dispatched')
  const order = await galley.store.orders.get(content.id)
  if (order?.written.gate === undefined) return
  const situation: GateSituation =
    code === 'workflow_missing'
      ? { type: code, branch: content.repository.defaultBranch, file: workflowOf(content) }
      : { type: 'dispatch_refused', message: refused.message }
  const said = gate(situation, client.delayedSeconds())
  await client.checks.update(order.written.gate, {
    name: gateName,
    externalId: content.id,
    detailsUrl: null,
    conclusion: said.conclusion,
    output: said.output,
    actions: [runAgain],
  })
}
