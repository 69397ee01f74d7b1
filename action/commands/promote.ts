import type { Side } from '../../recipes-schema/fingerprint/side.ts'
import { planAgainst } from '../../recipes-schema/plan/plan.ts'
import { nodeId, type Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { exits, Fault } from '../fault.ts'
import { describeVersions } from '../ledger/describe-version.ts'
import { changedSince, type EnvironmentState, readEnvironment, readVersions } from '../ledger/environments.ts'
import { type OrderRecord, readOrders } from '../ledger/orders.ts'
import { readFirmly } from '../plan/reader.ts'
import { carryOut } from '../run/carry-out.ts'
import { orderId } from '../run/order-id.ts'
import { plannedById } from '../run/resolve.ts'
import type { Warehouse } from '../warehouses/warehouse.ts'
import type { AddCommand, Io } from './command.ts'
import { inWarehouse, withCheckout } from './open.ts'
import { contains } from './revisions.ts'
import { answerOf, surroundingsOf } from './run.ts'

export const addPromote: AddCommand = (program, _io, answer) => {
  const command = program
    .command('promote')
    .description('make production what a kitchen proved, or refuse')
    .requiredOption('--env <name>', 'the kitchen')
    .option('--expect-version <version>', 'refuse unless production is at this version')
    .addHelpText('after', '\nExample:\n  galley promote --env pr_42')
  command.action(() =>
    answer(command, async (folder, io) => {
      const { env, expectVersion } = command.opts<{ env: string; expectVersion?: string }>()
      return answerOf(await promote(folder, io, env, expectVersion), io)
    }),
  )
}

async function promote(folder: string, io: Io, env: string, expected: string | undefined): Promise<Report> {
  return inWarehouse(folder, io, async (warehouse, _settings, secrets) => {
    const production = await readEnvironment(warehouse, 'production')
    if (expected !== undefined && Number(expected) !== production.version) {
      const message = `Production is at version ${production.version}, not ${expected}.`
      throw new Fault('production.moved', exits.refused, message, 'Look at `galley versions`, then promote again.')
    }
    const order = provenOrder((await readOrders(warehouse, env))[0], env)
    const { head, base } = await readFirmly(folder, io, async (reader) => {
      const base = order.merge_base === null ? null : await reader.side(order.merge_base)
      return { head: await reader.project(order.head, base), base }
    })
    // On a straight line from production the head is all that production shall be; else only the change is carried over.
    const straight = await contains(folder, production.commit, order.head)
    if (!straight) await refuseOverlap(warehouse, order, base, head, production)
    return withCheckout(folder, order.head, (checkout) =>
      carryOut(
        {
          id: orderId(io.now()),
          kind: 'promote',
          from: env,
          environment: { name: 'production', schema: head.production.schema },
          head,
          base: straight ? null : base,
          shas: { base: order.base, head: order.head, merge_base: order.merge_base },
          digest: order.digest,
          actor: order.actor,
          pull_request: order.pull_request,
          date: io.now().toISOString().slice(0, 10),
          force: [],
          jobs: 2,
          env: io.env,
          folder: checkout,
        },
        surroundingsOf(io, warehouse, secrets, { head, folder }),
      ),
    )
  })
}

function provenOrder(order: OrderRecord | undefined, env: string): OrderRecord {
  if (order === undefined)
    throw new Fault(
      'kitchen.unknown',
      exits.usage,
      `There is no kitchen ${env}.`,
      `Run \`galley run --env ${env}\` first.`,
    )
  if (order.verdict !== 'pass' && order.verdict !== 'warn')
    throw new Fault(
      'kitchen.not_proven',
      exits.refused,
      `The last order of ${env} ended as ${order.verdict}.`,
      'Mend it and run it again.',
    )
  if (order.head === 'worktree') {
    const hint = 'Commit it and run the kitchen again with --head.'
    throw new Fault('kitchen.uncommitted', exits.refused, `${env} was made from uncommitted work.`, hint)
  }
  return order
}

/** Somebody else promoted since: that is fine unless they changed what this change changes. */
async function refuseOverlap(
  warehouse: Warehouse,
  order: OrderRecord,
  base: Side | null,
  head: Project,
  production: EnvironmentState,
): Promise<void> {
  const bound = new Map([...production.bound].map(([id, build]) => [id, build.fingerprint]))
  const shas = { base: order.base, head: order.head, merge_base: order.merge_base }
  const plan = planAgainst({ base, head, shas }, { version: production.version, bound })
  const removed = plan.recipes.flatMap(({ recipe, removed }) => removed.map((name) => nodeId(recipe, name)))
  const taken = removed.filter((id) => bound.get(id) !== base?.nodes.get(id)?.print.full)
  const both = [...[...plannedById(plan)].filter(([, node]) => node.stale).map(([id]) => id), ...taken]
  if (both.length === 0) return
  const theirs = await changedSince(warehouse, 'production', 0)
  const numbers = new Set(both.map((id) => theirs.get(id)))
  const versions = (await readVersions(warehouse, 'production')).filter(({ version }) => numbers.has(version))
  const message = `Production changed ${both.join(', ')} in ${describeVersions(versions)}, and so does ${order.environment}; it is at version ${production.version} now.`
  throw new Fault(
    'promotion.overlap',
    exits.refused,
    message,
    `Merge the default branch, then \`galley run --env ${order.environment}\` again.`,
  )
}
