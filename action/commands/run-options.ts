import { availableParallelism } from 'node:os'
import { changedNodes } from '../../recipes-schema/plan/plan.ts'
import { selectNodes } from '../../recipes-schema/plan/select.ts'
import type { Choice } from '../../recipes-schema/recipe/choice.ts'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { namePattern } from '../../recipes-schema/written/keys/forms.ts'
import { exits, Fault } from '../fault.ts'
import type { Interval } from '../nodes/intervals.ts'
import type { Asked, OrderRequest } from '../run/order-request.ts'

/** The options of `run` as a person typed them. */
export interface RunOptions {
  readonly env: string
  readonly base?: string
  readonly head?: string
  readonly select?: string
  readonly from?: string
  readonly only?: string
  readonly resume?: string
  readonly force?: boolean
  readonly approve?: boolean
  readonly backfill?: string
  readonly var?: readonly string[]
  readonly variation?: string
  readonly diff: boolean
  readonly jobs?: string
  readonly date?: string
  readonly report?: string
}

/** What of an order the options decide, whatever its environment. Everything that is wrong with them is a fault. */
export interface OrderOptions {
  readonly jobs: number
  readonly date: string
  /** Whether a kitchen's data are compared with production's. */
  readonly diff: boolean
  readonly approved: boolean
  /** Intervals that incremental nodes make again; null: none. */
  readonly backfill: Interval | null
  readonly asked: Asked
}

export function readOptions(options: RunOptions, now: Date): OrderOptions {
  checkName(options.env)
  const jobs = options.jobs === undefined ? availableParallelism() : Number(options.jobs)
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new Fault('usage.jobs', exits.usage, `--jobs ${options.jobs} is not a number of jobs.`)
  const date = options.date ?? now.toISOString().slice(0, 10)
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)))
    throw new Fault('usage.date', exits.usage, `--date ${date} is not a day.`, 'Write it as 2026-01-31.')
  const asked = {
    force: options.force === true,
    select: selectionOf(options),
    variation: options.variation ?? null,
    variables: variablesOf(options.var ?? []),
  }
  return {
    jobs,
    date,
    diff: options.diff,
    backfill: backfillOf(options.backfill),
    approved: options.approve === true,
    asked,
  }
}

/** `A..B`, both days in it, or one day. */
function backfillOf(text: string | undefined): Interval | null {
  if (text === undefined) return null
  const [, first = '', last = first] = /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/.exec(text) ?? []
  const [begin, end] = [Date.parse(first), Date.parse(last) + 86_400_000]
  if (begin < end) return { begin, end }
  const hint = 'Write it as 2026-01-01..2026-01-31.'
  throw new Fault('usage.backfill', exits.usage, `--backfill ${text} is no stretch of days.`, hint)
}

/** `NAME=VALUE`, the value as a text; whether it fits the variable's type the recipe knows. */
export function variablesOf(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    written.map((one) => {
      const equals = one.indexOf('=')
      if (equals > 0) return [one.slice(0, equals), one.slice(equals + 1)]
      throw new Fault('usage.var', exits.usage, `--var ${one} gives no value.`, 'Write it as --var NAME=VALUE.')
    }),
  )
}

/** As what the head is read: with the variables of its environment, variation and order. */
export function choiceOf(
  environment: string,
  { variation, variables }: Pick<Asked, 'variation' | 'variables'>,
): Choice {
  return { environment: environment === 'production' ? 'production' : 'kitchen', variation, variables }
}

/** `--from` and `--only` are short for two selections: a node and all downstream of it, and a node alone. */
function selectionOf({ select, from, only }: RunOptions): string | null {
  const given = Object.entries({ select, from, only }).filter(([, value]) => value !== undefined)
  if (given.length > 1) {
    const names = given.map(([name]) => `--${name}`).join(' and ')
    const hint = 'Write one --select expression: NODE is one node, NODE+ is it and all downstream.'
    throw new Fault('usage.selection', exits.usage, `${names} cannot be given together.`, hint)
  }
  return select ?? only ?? (from === undefined ? null : `${from}+`)
}

/** The request with what was selected, and with what is forced: of a selection, only what is in it. */
export function withSelection(request: Omit<OrderRequest, 'force'>, asked: Asked): OrderRequest {
  const { head, base, shas } = request
  const selected = asked.select === null ? null : select(asked.select, { head, base, shas })
  const force = asked.force
    ? head.order.map((node) => node.id).filter((id) => selected === null || selected.has(id))
    : []
  return { ...request, asked, selected, force }
}

function select(expression: string, change: Pick<OrderRequest, 'head' | 'base' | 'shas'>): ReadonlySet<NodeId> {
  const selection = selectNodes(expression, { project: change.head, changed: changedNodes(change) })
  if (selection.ok) return selection.nodes
  const message = selection.faults.map((fault) => fault.message).join(' ')
  const hint = selection.faults.flatMap((fault) => fault.hint ?? []).join(' ')
  throw new Fault('select.unknown', exits.usage, message, hint === '' ? null : hint)
}

function checkName(name: string): void {
  if (new RegExp(namePattern).test(name)) return
  const hint = 'Use small letters, digits and underscores, a letter first.'
  throw new Fault('usage.environment', exits.usage, `"${name}" is not a name for an environment.`, hint)
}
