import type { AlertEvent } from '../../recipes-schema/recipe/types.ts'
import type { MeasureResult, Report } from '../../recipes-schema/report/types.ts'
import { list } from '../checks/markdown.ts'
import { recipesOf } from '../kitchens/changed-recipes.ts'
import type { Judgement } from '../orders/judgement.ts'
import type { OrderContent } from '../orders/order.ts'
import type { Happening } from './happening.ts'
import { whichRun } from './of-schedule.ts'

/** How an order for production came to its end. */
export interface OrderEnd {
  /** Production changed, or had it already. */
  readonly done: boolean
  /** Why not, for a person. */
  readonly reason: string
  readonly judgement: Judgement | null
  readonly report: Report | null
  readonly runUrl: string | null
}

/** What an order's end means to those who are told of production: what began, what is over, what is news. */
export function happeningsOf(content: OrderContent, end: OrderEnd, now: Date): Happening[] {
  const about = { recipes: recipesIn(content), url: end.runUrl, at: now.toISOString() }
  const { done, report } = end
  const measures = report?.measures ?? []
  return [
    { ...about, ...failure(content, end) },
    ...(done ? [warning(content, end), ...news(content, end), ...inTime(content)] : []).map((one) => ({
      ...about,
      ...one,
    })),
    ...measures.flatMap((measure) => signal(measure).map((one) => ({ ...about, ...one }))),
  ]
}

type Said = Pick<Happening, 'event' | 'state' | 'subject' | 'title' | 'text'> & Partial<Happening>

function failure(content: OrderContent, { done, reason, judgement }: OrderEnd): Said {
  const subject = `failed ${scopeOf(content)}`
  const ended = judgement?.verdict === 'cancelled' ? 'was cancelled' : 'failed'
  return done
    ? {
        event: 'failed',
        state: 'over',
        subject,
        title: `${nameOf(content)} went well`,
        text: 'Production is well again.',
      }
    : { event: 'failed', state: 'raised', subject, title: `${nameOf(content)} ${ended}`, text: unchanged(reason) }
}

function unchanged(reason: string): string {
  return `Production is unchanged: ${reason}`
}

function warning(content: OrderContent, { judgement }: OrderEnd): Said {
  const subject = `warned ${scopeOf(content)}`
  const name = nameOf(content)
  if (judgement?.verdict !== 'warn')
    return { event: 'warned', state: 'over', subject, title: `${name} had no warnings`, text: 'All tests passed.' }
  const text = list(judgement.reasons.map(({ subject, message }) => `${subject}: ${message}`))
  return { event: 'warned', state: 'raised', subject, title: `${name} went well, with warnings`, text }
}

/** What is late is so until it is there. */
function inTime({ produce, title }: OrderContent): Said[] {
  if (produce === undefined) return []
  const subject = `late ${whichRun(produce)}`
  return [{ event: 'late', state: 'over', subject, title: `${title} is there`, text: 'It ended well, if late.' }]
}

function news(content: OrderContent, { report }: OrderEnd): Said[] {
  const change = report?.promotion ?? null
  if (change === null || change.road === 'none' || !isNews(content.kind)) return []
  const event: AlertEvent = content.kind === 'rollback' ? 'rolled_back' : 'promoted'
  const text = `Production went from version ${change.from_version} to ${change.to_version}: ${list(change.bound, 10)}.`
  return [{ event, state: 'news', subject: `${event} ${content.id}`, title: nameOf(content), text }]
}

function isNews(kind: OrderContent['kind']): boolean {
  return kind === 'promote' || kind === 'rollback'
}

/** A measure without a value says nothing, neither that something drifts nor that it does not. */
function signal({ recipe, node, measure, signal, accepted, comparable, value }: MeasureResult): Said[] {
  if (!comparable || value === null) return []
  const name = `${recipe}.${node}.${measure}`
  const about = { event: 'signal', subject: `signal ${name}`, recipes: [recipe] } as const
  if (signal === null || accepted !== null)
    return [{ ...about, state: 'over', title: `${name} is as expected again`, text: `It is ${value}.` }]
  return [{ ...about, state: 'raised', title: `${name} is ${value}, which is not as expected`, text: signal.message }]
}

/** What fails and recovers together. */
function scopeOf({ produce }: OrderContent): string {
  return produce === undefined ? 'production' : whichRun(produce)
}

function nameOf({ kind, pull_request: pull, head, title }: OrderContent): string {
  if (kind === 'produce') return title
  const what = pull === null ? `${head.slice(0, 7)}: ${title}` : `#${pull}: ${title}`
  return `${kind === 'rollback' ? 'The rollback asked for in' : 'The promotion of'} ${what}`
}

function recipesIn({ plan, produce }: OrderContent): string[] {
  if (produce !== undefined) return [produce.recipe]
  return plan === null ? [] : recipesOf(plan)
}
