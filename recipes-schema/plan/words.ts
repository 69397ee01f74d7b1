import { count } from '../text/count.ts'
import type { BudgetDecision, BudgetReason } from './budget.ts'
import type { Cost, NodeCost } from './cost.ts'
import type { Counts, PlannedNode, Reason } from './types.ts'

/** Why a node is in the plan as it is, as half a sentence that follows the node's name or "it". */
export function reasonWords(node: (Reason & { readonly check?: boolean }) | PlannedNode): string {
  const { code, because, files, columns, rows, added } = 'reason' in node ? node.reason : node
  switch (code) {
    case 'changed':
      return added ? `is new in ${some(files)}` : `changed in ${some(files)}${what(columns, rows)}`
    case 'upstream_changed':
      return upstreamWords({ because, columns, rows })
    case 'variable_changed':
      return `uses ${list(because)}, which ${because.length === 1 ? 'has another value' : 'have other values'} now`
    case 'never_built':
      return 'was never built'
    case 'forced':
      return 'was asked for'
    case 'unchanged':
      return node.check === true ? 'is unchanged, but its tests or measures are not' : 'is unchanged'
    case 'main_moved':
      return 'was changed by others since; production has theirs'
    case 'drifted':
      return 'differs in production from what any known commit says'
    case 'excluded':
      return because.length > 0
        ? `reads ${list(because)}, which nobody has built and was not selected`
        : 'was not selected'
    case 'outside_effect':
      return because.length > 0
        ? 'acts outside the warehouse, and the default branch does not say yet what a kitchen does instead'
        : 'acts outside the warehouse and has no sandbox'
    case 'condition':
      return 'has a condition that is not met'
  }
}

/** "3 to run, 14 reused": a plan in a few words. */
export function countWords({ run, reuse, skip }: Counts): string {
  return [`${run} to run`, `${reuse} reused`, ...(skip > 0 ? [`${skip} left alone`] : [])].join(', ')
}

/** What a plan is expected to take, one line each. */
export function costWords({ rows, bytes_scanned, minutes, unknown, estimated }: Cost): string[] {
  const parts = [
    ...(minutes === null ? [] : [durationWords(minutes * 60)]),
    ...(rows === null ? [] : [rowsWords(rows, estimated.length > 0)]),
    ...(bytes_scanned === null ? [] : [`${bytesWords(bytes_scanned)} read`]),
  ]
  const new_ =
    unknown.length > 0
      ? `${count(unknown.length, 'node')} never ran before, so nobody knows${estimated.length > 0 ? ' how long' : ''}`
      : ''
  const told = [parts.join(', '), new_].filter((part) => part !== '')
  return told.length === 0 ? [] : [`Expected: ${told.join('; ')}.`]
}

/** "1,200 rows, 3.1 s"; "about 1,200 rows" where the engine has estimated them. */
export function nodeCostWords({ from, rows, seconds }: NodeCost): string {
  return [
    ...(rows === null ? [] : [rowsWords(rows, from === 'explain')]),
    ...(seconds === null ? [] : [durationWords(seconds)]),
  ].join(', ')
}

function rowsWords(rows: number, isEstimate: boolean): string {
  return `${isEstimate ? 'about ' : ''}${count(rows, 'row')}`
}

/** What the budget says, when it says more than yes. */
export function budgetWords({ decision, reasons }: BudgetDecision): string[] {
  const exceeded = reasons.flatMap((reason) => exceededWords(reason) ?? [])
  if (exceeded.length === 0) return []
  const verdict = { allow: 'Over the budget', needs_approval: 'Needs approval', refuse: 'Refused' }[decision]
  return [`${verdict}: ${list(exceeded)}.`]
}

function exceededWords({ code, limit, expected, recipe }: BudgetReason): string | null {
  if (limit === null || expected === null) return null
  const [of, by] = recipe === undefined ? ['', 'the budget'] : [` of ${recipe}`, 'its budget']
  if (code === 'minutes_exceeded')
    return `${durationWords(expected * 60)} are expected${of} and ${by} is ${durationWords(limit * 60)}`
  if (code === 'bytes_exceeded')
    return `${bytesWords(expected)} are expected to be read${recipe === undefined ? '' : ` by ${recipe}`} and ${by} is ${bytesWords(limit)}`
  return null
}

/** "0.4 s", "12 s", "3 min 20 s" */
export function durationWords(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** "512 B", "3.4 MB": powers of 1,000. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let [value, unit] = [bytes, 0]
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** Of a node whose own definition changed: which columns, or that other rows come out. */
function what(columns: readonly string[], rows: readonly string[]): string {
  if (rows.length > 0) return ', so that other rows come out'
  return columns.length === 0 ? '' : `, ${columns.length === 1 ? 'column' : 'columns'} ${some(columns)}`
}

function upstreamWords({ because, columns, rows }: Pick<Reason, 'because' | 'columns' | 'rows'>): string {
  const others = because.filter(
    (name) => !rows.includes(name) && !columns.some((column) => column.startsWith(`${name}.`)),
  )
  const used = [...rows, ...others, ...columns.filter((column) => !rows.some((name) => column.startsWith(`${name}.`)))]
  return `reads ${some(used)}, which ${used.length === 1 ? 'changes' : 'change'}`
}

/** Five names and how many more there are. */
function some(names: readonly string[]): string {
  return names.length <= 5 ? list(names) : list([...names.slice(0, 4), `${names.length - 4} more`])
}

function list(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
