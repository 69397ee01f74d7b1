import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Node, NodeId, Source } from '../../recipes-schema/recipe/types.ts'
import type { NodeChild, NodeResult, SkipCode, TestResult, WorkError } from '../../recipes-schema/report/types.ts'
import type { Build, TestedBuild } from '../ledger/builds.ts'
import type { Measurement } from '../ledger/orders.ts'
import type { Executed, Execution } from './execution.ts'
import { failedSource, resultOf } from './results.ts'

/** How a node or source ended, as what stands downstream sees it. */
export type Ending =
  | { readonly type: 'done' }
  /** It failed, or a stop test of it did; `why` is half a sentence: "orders failed". */
  | { readonly type: 'failed'; readonly why: string; readonly tolerated: boolean }
  | { readonly type: 'skipped'; readonly why: string; readonly code: SkipCode }
  | { readonly type: 'cancelled' }

/** What an order has found out so far. */
export class Findings {
  readonly tests: TestResult[] = []
  readonly measurements: Measurement[] = []
  readonly passed: TestedBuild[] = []
  readonly outputs = new Map<NodeId, Build['outputs']>()
  /** Conditions that tell the rows that were made in this order from those of an earlier build. */
  readonly fresh = new Map<NodeId, string>()
  /** The parts of what other programs ran. */
  readonly children = new Map<NodeId, readonly NodeChild[]>()
  private readonly endings = new Map<NodeId, Ending>()
  private readonly results = new Map<NodeId, NodeResult>()
  private readonly failedSources: NodeResult[] = []
  private readonly execution: Execution

  constructor(execution: Execution) {
    this.execution = execution
  }

  /** What is not active has ended well before this order. */
  endingOf(id: NodeId): Ending {
    return this.endings.get(id) ?? { type: 'done' }
  }

  /** True when anything that the node stands on, however far up, has failed and may not. */
  failedAbove(node: Node): boolean {
    return waitsFor(node).some((id) => {
      const ending = this.endingOf(id)
      return ending.type === 'failed' ? !ending.tolerated : ending.type === 'skipped' && ending.code === 'node.skipped'
    })
  }

  end(node: Node, ending: Ending, result: NodeResult): void {
    this.endings.set(node.id, ending)
    const children = this.children.get(node.id)
    this.results.set(node.id, children === undefined ? result : { ...result, children })
    const { recipe, name } = node
    const { state, seconds } = result
    const at = this.execution.now().toISOString()
    this.execution.on({ type: 'node_finished', at, recipe, node: name, state, seconds })
  }

  /** What another program's own tests have found: of its last try alone. */
  foundOutside({ recipe, name }: Node, tests: readonly TestResult[]): void {
    const others = this.tests.filter((test) => test.recipe !== recipe || test.node !== name)
    this.tests.splice(0, this.tests.length, ...others, ...tests)
  }

  endSource(source: Source, ending: Ending, fault: Pick<WorkError, 'code' | 'message'> | null): void {
    this.endings.set(source.id, ending)
    if (fault !== null) this.failedSources.push(failedSource(source, fault))
  }

  executed(): Executed {
    const { project, resolutions } = this.execution
    const reused = (node: Node): NodeResult =>
      resultOf(node, 'reused', { build: resolutions.get(node.id)?.build ?? null })
    return {
      nodes: [...this.failedSources, ...project.order.map((node) => this.results.get(node.id) ?? reused(node))],
      tests: this.tests,
      measurements: this.measurements,
      passed: this.passed,
    }
  }
}
