import { styleText } from 'node:util'
import { changeWords, isSame } from '../../recipes-schema/diff/words.ts'
import { budgetWords } from '../../recipes-schema/report/budget-words.ts'
import { childrenWords, childWords } from '../../recipes-schema/report/children-words.ts'
import type { NodeResult, Report } from '../../recipes-schema/report/types.ts'
import { count } from '../../recipes-schema/text/count.ts'
import type { Progress } from '../run/progress.ts'
import { failingRowsLines } from './failing-rows-text.ts'
import { wrap } from './wrap.ts'

type Paint = (format: 'green' | 'red' | 'yellow' | 'dim' | 'bold', text: string) => string

/** How many parts that ended badly are told one by one. */
const mostBad = 10

/** Colours for a terminal, none elsewhere. */
export function paint(colour: boolean): Paint {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text)
}

/** A report as a person reads it: the verdict, what speaks against it, what was done. */
export function reportText(report: Report, colour: boolean): string {
  const tint = paint(colour)
  const heading = {
    pass: tint('green', 'pass'),
    warn: tint('yellow', 'warn'),
    fail: tint('red', 'fail'),
    cancelled: tint('yellow', 'cancelled'),
  }
  const parts = [`${heading[report.verdict]}  ${report.order.environment}, order ${report.order.id}`]
  for (const reason of report.reasons)
    parts.push(
      `  ${reason.code === 'all_passed' || reason.code === 'nothing_to_run' ? '' : `${reason.subject}: `}${reason.message}`,
    )
  for (const node of report.nodes) {
    if (node.state === 'failed' && node.error?.location)
      parts.push(`  ${node.error.location.file}:${node.error.location.line}`)
    parts.push(...childrenLines(node).map((line) => `  ${tint('dim', line)}`))
    if (node.state === 'skipped')
      parts.push(`  ${tint('dim', `${node.node} was skipped: ${node.error?.message ?? ''}`)}`)
  }
  parts.push(...failingRowsLines(report))
  const { alarm_budget: budget } = report
  if (budget !== null && budget.measures > 1) parts.push(`  ${tint('dim', budgetWords(budget))}`)
  parts.push(...diffLines(report))
  parts.push(...cancelledLines(report.nodes))
  // A promotion is promoted again; what was started by `run` goes on where it stopped.
  if ((report.verdict === 'fail' || report.verdict === 'cancelled') && report.promotion === null)
    parts.push(`  ${tint('dim', `to go on: galley run --resume ${report.order.id}`)}`)
  const { promotion } = report
  if (promotion !== null && promotion.road === 'none')
    parts.push(`  production stays at version ${promotion.to_version}: it has all of this already`)
  else if (promotion !== null) {
    const how =
      promotion.road === 'swap'
        ? 'pointers moved, nothing was computed'
        : 'rebuilt on its own data, tested, then pointers moved'
    parts.push(`  production is at version ${promotion.to_version} now (${how})`)
  }
  return parts.join('\n')
}

/** The parts of what another program ran: how many ended how, and those that ended badly one by one. */
function childrenLines({ node, children = [] }: NodeResult): string[] {
  if (children.length === 0) return []
  const bad = children.filter(({ state }) => state === 'failed' || state === 'cancelled')
  return [`${node}: ${childrenWords(children)}`, ...bad.slice(0, mostBad).map((child) => `  ${childWords(child)}`)]
}

/** What was ended while it ran, and how much was not begun. */
function cancelledLines(nodes: readonly NodeResult[]): string[] {
  const cancelled = nodes.filter((node) => node.state === 'cancelled')
  const ended = cancelled.filter((node) => node.attempts > 0 || node.seconds > 0).map((node) => node.node)
  const waiting = cancelled.length - ended.length
  return [
    ...(ended.length > 0 ? [`  ended while it ran: ${ended.join(', ')}`] : []),
    ...(waiting > 0 ? [`  not begun: ${count(waiting, 'node')}`] : []),
  ]
}

/** How many changed nodes the report tells in a line each. */
const mostDiffs = 10

/** What changes in the data, a line a node. */
function diffLines({ diffs, order }: Report): string[] {
  const changed = diffs.filter((diff) => !isSame(diff))
  if (diffs.length === 0) return []
  if (changed.length === 0) return ['  the data are the same as in production']
  const lines = changed.slice(0, mostDiffs).flatMap((diff) => wrap(`    ${diff.node}  ${changeWords(diff)}`, '      '))
  const left = changed.length - mostDiffs
  const more = left > 0 ? [`    … and ${left} more nodes`] : []
  return [`  what changes in the data (\`galley diff --env ${order.environment}\` says more):`, ...lines, ...more]
}

/** One line for a moment of an order; null for moments that need none. */
export function progressLine(progress: Progress, colour: boolean): string | null {
  const tint = paint(colour)
  switch (progress.type) {
    case 'ended':
      return null
    case 'started':
      return progress.total === 0
        ? 'Nothing to do.'
        : `${progress.total} ${progress.total === 1 ? 'node' : 'nodes'} to work on`
    case 'node_started':
      return null
    case 'node_finished': {
      const marks: Record<NodeResult['state'], string> = {
        succeeded: tint('green', 'done'),
        failed: tint('red', 'failed'),
        reused: tint('dim', 'reused'),
        skipped: tint('yellow', 'skipped'),
        cancelled: tint('yellow', 'cancelled'),
      }
      return `  ${marks[progress.state]}  ${progress.recipe}.${progress.node}  ${tint('dim', `${progress.seconds.toFixed(2)} s`)}`
    }
    case 'log':
      return tint('dim', `    ${progress.node} | ${progress.line}`)
  }
}
