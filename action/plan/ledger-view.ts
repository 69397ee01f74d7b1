import type { NodeEstimate, NodeHistory } from '../../recipes-schema/plan/cost.ts'
import type { ProductionState } from '../../recipes-schema/plan/decide.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import type { Node, NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import type { Io } from '../commands/command.ts'
import { withLedger } from '../commands/open.ts'
import type { EnvironmentState } from '../ledger/environments.ts'

/** What a plan wants to know of the ledger. */
export interface LedgerView {
  readonly production: ProductionState
  /** The commit of production's newest version. */
  readonly commit: string | null
  /** What the kitchen that was asked for has made already. */
  readonly built: ReadonlyMap<NodeId, Fingerprint>
  history(nodes: readonly Node[]): Promise<ReadonlyMap<NodeId, NodeHistory>>
  /** What the engine expects of the nodes' queries over what production has, as far as it says. */
  estimates(nodes: readonly Node[]): Promise<ReadonlyMap<NodeId, NodeEstimate>>
}

/** Does the work with the ledger at hand; with null where there is none, or production has no version in it yet. */
export async function withLedgerView<T>(
  project: Project,
  folder: string,
  io: Io,
  kitchen: string | null,
  work: (view: LedgerView | null) => Promise<T>,
  opening: Parameters<typeof withLedger>[4] = {},
): Promise<T> {
  const done = await withLedger(
    project,
    folder,
    io,
    async (warehouse) => {
      const [{ presentVersion }, { readEnvironment }, { readNodeHistory }] = await Promise.all([
        import('../ledger/migrate.ts'),
        import('../ledger/environments.ts'),
        import('../ledger/history.ts'),
      ])
      if ((await presentVersion(warehouse)) === 0) return null
      const production = await readEnvironment(warehouse, 'production')
      if (production.version === 0) return null
      const named = kitchen === null || kitchen === 'production' ? null : await readEnvironment(warehouse, kitchen)
      return {
        result: await work({
          production: { version: production.version, bound: fingerprintsIn(production) },
          commit: production.commit,
          built: named === null ? new Map() : fingerprintsIn(named),
          history: (nodes) => readNodeHistory(warehouse, nodes),
          async estimates(nodes) {
            if (nodes.length === 0) return new Map()
            const { estimateRows } = await import('./estimate.ts')
            return estimateRows(warehouse, project, production.bound, nodes)
          },
        }),
      }
    },
    opening,
  )
  return done === null ? work(null) : done.result
}

function fingerprintsIn({ bound }: EnvironmentState): Map<NodeId, Fingerprint> {
  return new Map([...bound].map(([id, build]) => [id, build.fingerprint]))
}
