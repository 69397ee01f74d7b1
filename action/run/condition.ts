import { asksForStatus, type ContextValues, evaluateTemplate } from '../../recipes-schema/expression/template.ts'
import { waitsFor } from '../../recipes-schema/recipe/load.ts'
import type { Node, NodeId } from '../../recipes-schema/recipe/types.ts'
import type { SkipCode } from '../../recipes-schema/report/types.ts'
import type { Execution } from './execution.ts'
import type { Ending, Findings } from './findings.ts'
import { referencesOf } from './references.ts'

/** Whether a node is to be run, and if not, how it ends. */
export type Decision =
  | { readonly run: true }
  | { readonly run: false; readonly ending: Exclude<Ending, { type: 'done' | 'failed' }> }

const untrusted = 'the default branch does not say yet what a kitchen does instead'

const yes: Decision = { run: true }

/**
 * Decides about a node when all that it waits for has ended. Without a status function in its `if` it runs when everything
 * upstream went well and the condition holds; with one, the condition alone decides, as in GitHub's workflows.
 */
export function decide(node: Node, values: () => ContextValues, execution: Execution, findings: Findings): Decision {
  const { signal, kitchen, selected } = execution
  if (selected !== null && !selected.has(node.id)) return skipped('excluded', 'it was not selected')
  if (kitchen && node.outside && node.sandbox === null)
    return skipped(
      'outside_effect',
      `it acts outside the warehouse and ${node.isUntrusted ? untrusted : 'has no sandbox'}`,
    )
  const left = kitchen ? usedButLeft(node, execution, findings) : null
  if (left !== null) return skipped('outside_effect', `it uses outputs of ${left}, which does not run in a kitchen`)

  const blocked = blockedBy(node, findings)
  const otherwise: Decision = signal.aborted ? { run: false, ending: { type: 'cancelled' } } : (blocked ?? yes)
  const { condition } = node
  const always = node.kind === 'sync' && node.when === 'ended' && condition === null
  if (always) return signal.aborted ? otherwise : yes
  const asks = condition !== null && asksForStatus(condition)
  if (condition === null || (!asks && !otherwise.run)) return otherwise
  const status = {
    success: otherwise.run,
    failure: findings.failedAbove(node),
    always: true,
    cancelled: signal.aborted,
  }
  if (isTrue(evaluateTemplate(condition, values(), status))) return yes
  return otherwise.run ? skipped('condition', `its condition is not met: ${condition}`) : otherwise
}

/** What GitHub takes for true. */
function isTrue(value: ReturnType<typeof evaluateTemplate>): boolean {
  return value !== null && value !== false && value !== 0 && value !== '' && !Number.isNaN(value)
}

/** How a node ends that has to be left out because of what it waits for; the gravest cause is told. */
function blockedBy(node: Node, findings: Findings): Decision | null {
  const endings = waitsFor(node).map((id) => [id, findings.endingOf(id)] as const)
  for (const [, ending] of endings) {
    if (ending.type === 'failed' && !ending.tolerated) return skipped('node.skipped', ending.why)
    if (ending.type === 'skipped' && ending.code === 'node.skipped') return skipped('node.skipped', ending.why)
  }
  if (endings.some(([, { type }]) => type === 'cancelled')) return { run: false, ending: { type: 'cancelled' } }
  for (const [id, ending] of endings) {
    if (ending.type === 'failed') return skipped('upstream_tolerated', ending.why)
    if (ending.type === 'skipped' && ending.code === 'upstream_tolerated') return skipped(ending.code, ending.why)
    // What is left alone in a kitchen is taken to have happened: production does it.
    if (ending.type === 'skipped' && ending.code === 'condition')
      return skipped('condition', `${nameOf(id)} is left out by its condition`)
  }
  return null
}

/** A node that a kitchen leaves alone and whose outputs this one uses, when production has none either. */
function usedButLeft(node: Node, { resolutions }: Execution, findings: Findings): string | null {
  const left = node.upstreams.filter((id) => {
    const ending = findings.endingOf(id)
    return ending.type === 'skipped' && ending.code === 'outside_effect' && resolutions.get(id)?.build == null
  })
  if (left.length === 0) return null
  const used = referencesOf(node).flatMap(({ path: [context, name, member] }) =>
    context === 'nodes' && member === 'outputs' ? [name] : [],
  )
  return left.map(nameOf).find((name) => used.includes(name)) ?? null
}

function skipped(code: SkipCode, why: string): Decision {
  return { run: false, ending: { type: 'skipped', code, why } }
}

function nameOf(id: NodeId): string {
  return id.slice(id.indexOf('.') + 1)
}
