import type { ContextValues } from '../../recipes-schema/expression/template.ts'
import type { OrderEvent } from '../../recipes-schema/order/types.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Node, NodeId, Project, Source } from '../../recipes-schema/recipe/types.ts'
import type { NodeResult, TestResult } from '../../recipes-schema/report/types.ts'
import { Fault } from '../fault.ts'
import { type Build, type BuildOrigin, recordBuild, type TestedBuild } from '../ledger/builds.ts'
import type { Measurement } from '../ledger/orders.ts'
import { runNode } from '../nodes/index.ts'
import { NodeFailure } from '../nodes/node.ts'
import { runTests, stops } from '../quality/run-tests.ts'
import { takeMeasures } from '../quality/take-measures.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'
import { checksKey } from './checks-key.ts'
import { contextsOf } from './contexts.ts'
import { interruptOnAbort } from './interrupt.ts'
import type { Resolution } from './resolve.ts'
import { failedSource, firstLine, place, resultOf, workError } from './results.ts'
import { type Outcome, schedule } from './schedule.ts'

/** What is told while an order runs: the wire's events, and what nodes print. */
export type Progress =
  | OrderEvent
  | { readonly type: 'log'; readonly recipe: string; readonly node: string; readonly line: string }

export interface Execution {
  readonly warehouse: Warehouse
  readonly project: Project
  readonly resolutions: ReadonlyMap<NodeId, Resolution>
  /** The sources to bring in and the nodes to make or to check. */
  readonly active: ReadonlySet<NodeId>
  /** Builds that these checks have passed before, as `build/checks`: a promotion does not test them again. */
  readonly tested: ReadonlySet<string>
  readonly origin: BuildOrigin
  readonly jobs: number
  readonly signal: AbortSignal
  readonly on: (progress: Progress) => void
  readonly now: () => Date
  /** The order's values of the contexts that are not made while it runs. */
  readonly values: ContextValues
  /** Values that reused builds had when they were measured, as `node.measure`. */
  readonly pastMeasures: ReadonlyMap<string, number | null>
  readonly pathOf: (source: Source) => string
  /** The repository's root on disk at the order's commit, for commands. */
  readonly folder: () => Promise<string>
}

export interface Executed {
  readonly nodes: readonly NodeResult[]
  readonly tests: readonly TestResult[]
  readonly measurements: readonly Measurement[]
  /** What passed its tests in this order. */
  readonly passed: readonly TestedBuild[]
}

/** Makes, measures and tests what is active, upstreams first; what stands on a failure is skipped. */
export async function execute(execution: Execution): Promise<Executed> {
  const { project, active, signal, jobs } = execution
  const work = new Work(execution)
  const ids = [...[...project.sources.keys()], ...project.order.map((node) => node.id)].filter((id) => active.has(id))
  const tasks = ids.map((id) => ({ id, upstreams: waitsOf(project, id) }))
  execution.on({ type: 'started', at: work.at(), total: ids.filter((id) => project.nodes.has(id)).length })
  await schedule(tasks, { jobs, signal, run: (id) => work.run(id), skip: (id, cause) => work.skip(id, cause) })
  return work.done()
}

function waitsOf(project: Project, id: NodeId): NodeId[] {
  const node = project.nodes.get(id)
  return node === undefined ? [] : waitsFor(node)
}

class Work {
  private readonly execution: Execution
  private readonly results = new Map<NodeId, NodeResult>()
  private readonly tests: TestResult[] = []
  private readonly measurements: Measurement[] = []
  private readonly passed: TestedBuild[] = []
  private readonly outputs = new Map<NodeId, Readonly<Record<string, string>>>()
  private readonly failures = new Map<NodeId, string>()
  private readonly failedSources: NodeResult[] = []

  constructor(execution: Execution) {
    this.execution = execution
  }

  at(): string {
    return this.execution.now().toISOString()
  }

  done(): Executed {
    const { project, resolutions } = this.execution
    const nodes = project.order.map(
      (node) => this.results.get(node.id) ?? resultOf(node, 'reused', 0, resolutions.get(node.id)?.build ?? null, null),
    )
    return {
      nodes: [...this.failedSources, ...nodes],
      tests: this.tests,
      measurements: this.measurements,
      passed: this.passed,
    }
  }

  skip(id: NodeId, cause: NodeId | null): void {
    const node = this.execution.project.nodes.get(id)
    if (node === undefined) return
    const why = cause === null ? null : (this.failures.get(cause) ?? null)
    const error = why === null ? null : { code: 'node.skipped', message: why, location: null }
    this.failures.set(id, why ?? '')
    this.finish(node, resultOf(node, cause === null ? 'cancelled' : 'skipped', 0, null, error))
  }

  async run(id: NodeId): Promise<Outcome> {
    const { warehouse, project, signal } = this.execution
    const session = await warehouse.session()
    const unwatch = interruptOnAbort(signal, session)
    try {
      const source = project.sources.get(id)
      if (source !== undefined) return await this.bringIn(source, session)
      const node = project.nodes.get(id)
      return node === undefined ? 'done' : await this.runNode(node, session)
    } finally {
      unwatch()
      session.close()
    }
  }

  private async bringIn(source: Source, session: Session): Promise<Outcome> {
    const { warehouse, origin } = this.execution
    const resolution = this.resolution(source.id)
    if (resolution.build !== null) return 'done'
    try {
      await warehouse.importFile(session, resolution.relation, { path: this.execution.pathOf(source), format: null })
      await recordBuild(
        warehouse,
        await this.describe(source.id, 'source', resolution, resolution.relation, false, {}, session),
        origin,
      )
      return 'done'
    } catch (error) {
      const message = error instanceof Fault ? error.message : firstLine(error)
      this.failures.set(source.id, `its source ${source.name} could not be read`)
      if (!this.execution.signal.aborted) this.failedSources.push(failedSource(source, message))
      this.execution.on({ type: 'log', recipe: source.recipe, node: source.name, line: message })
      return 'blocked'
    }
  }

  private async runNode(node: Node, session: Session): Promise<Outcome> {
    const { warehouse, on, origin } = this.execution
    const started = performance.now()
    const seconds = (): number => Math.round(performance.now() - started) / 1000
    on({ type: 'node_started', at: this.at(), recipe: node.recipe, node: node.name })
    try {
      const resolution = this.resolution(node.id)
      const build = resolution.build ?? (await this.make(node, resolution, session))
      const made = resolution.build === null ? seconds() : null
      if (resolution.build === null) await recordBuild(warehouse, build, origin)
      this.outputs.set(node.id, build.outputs)
      await this.measure(node, build, made, session)
      const passed = await this.test(node, build, session)
      this.finish(node, resultOf(node, resolution.build === null ? 'succeeded' : 'reused', seconds(), build, null))
      if (!passed) this.failures.set(node.id, `${node.name} has a failing test`)
      return passed ? 'done' : 'blocked'
    } catch (error) {
      const cancelled = this.execution.signal.aborted
      this.failures.set(node.id, cancelled ? 'the order was cancelled' : `${node.name} failed`)
      this.finish(
        node,
        resultOf(node, cancelled ? 'cancelled' : 'failed', seconds(), null, cancelled ? null : workError(error, node)),
      )
      return 'blocked'
    }
  }

  private async make(node: Node, resolution: Resolution, session: Session): Promise<Build> {
    const { warehouse, signal, folder } = this.execution
    const limit = node.timeoutMinutes === null ? null : AbortSignal.timeout(node.timeoutMinutes * 60_000)
    const unwatch = limit === null ? null : interruptOnAbort(limit, session)
    try {
      const made = await runNode(node, {
        warehouse,
        session,
        target: resolution.relation,
        relationOf: (id) => this.resolution(id).relation,
        values: contextsOf(node, this.execution, this.measurements, this.outputs),
        folder: async () => (node.kind === 'run' && node.folder !== '' ? `${await folder()}/${node.folder}` : folder()),
        signal: limit === null ? signal : AbortSignal.any([signal, limit]),
        log: (line) => this.execution.on({ type: 'log', recipe: node.recipe, node: node.name, line }),
      })
      return await this.describe(node.id, node.kind, resolution, made.relation, made.is_view, made.outputs, session)
    } catch (error) {
      if (!limit?.aborted) throw error
      throw new NodeFailure(
        'node.timeout',
        `It took longer than ${node.timeoutMinutes} minutes and was ended.`,
        place(node),
      )
    } finally {
      unwatch?.()
    }
  }

  private async describe(
    node: NodeId,
    kind: string,
    resolution: Resolution,
    relation: string | null,
    isView: boolean,
    outputs: Build['outputs'],
    session: Session,
  ): Promise<Build> {
    const { warehouse } = this.execution
    const { fingerprint } = resolution
    const content = relation === null ? null : await warehouse.content(relation, session)
    return {
      build: resolution.key,
      node,
      kind,
      fingerprint,
      relation,
      is_view: isView,
      row_count: content?.rows ?? null,
      checksum: content?.checksum ?? null,
      outputs,
    }
  }

  private async measure(node: Node, build: Build, seconds: number | null, session: Session): Promise<void> {
    const { warehouse, now } = this.execution
    const values = await takeMeasures(node, build, { warehouse, session, seconds, now: now().getTime() })
    for (const { name, kind } of node.measures) {
      const value = values.get(name)
      if (value !== undefined)
        this.measurements.push({ node: node.id, measure: name, kind, build: build.build, ...value })
    }
  }

  private async test(node: Node, build: Build, session: Session): Promise<boolean> {
    const { warehouse, project, tested } = this.execution
    const checks = checksKey(node, project, this.execution.resolutions)
    if (tested.has(`${build.build}/${checks}`)) return true
    const results = await runTests(node, {
      warehouse,
      session,
      relationOf: (id) => this.resolution(id).relation,
    })
    this.tests.push(...results)
    const passed = !stops(results)
    if (passed) this.passed.push({ build: build.build, checks })
    return passed
  }

  private finish(node: Node, result: NodeResult): void {
    this.results.set(node.id, result)
    const { recipe, name } = node
    this.execution.on({
      type: 'node_finished',
      at: this.at(),
      recipe,
      node: name,
      state: result.state,
      seconds: result.seconds,
    })
  }

  private resolution(id: NodeId): Resolution {
    const found = this.execution.resolutions.get(id)
    if (found === undefined) throw new Error(`${id} was not resolved`)
    return found
  }
}
