import type { ChartMark } from '../../recipes-schema/chart/types.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import { measureKind } from '../../recipes-schema/quality/measures/index.ts'
import type { Seen } from '../../recipes-schema/quality/seen.ts'
import type { Measure, NodeId, Project } from '../../recipes-schema/recipe/types.ts'
import { nodeId } from '../../recipes-schema/recipe/types.ts'
import type { AlarmBudget, MeasureResult } from '../../recipes-schema/report/types.ts'
import type { ChartDecision } from '../ledger/chart-decisions.ts'
import { type HistoryPoint, type MeasureIdentity, measureKey } from '../ledger/measure-history.ts'
import type { Measurement } from '../ledger/orders.ts'
import { decided } from './decided.ts'
import {
  type Caption,
  controlChartOf,
  familyAdjusted,
  judgeMeasure,
  type MeasureJudgement,
  type Note,
} from './spc/index.ts'
import { LEARNING_BELOW } from './spc/state.ts'

/** What the measures of an order are judged by. */
export interface Judging {
  readonly project: Project
  readonly history: ReadonlyMap<string, readonly HistoryPoint[]>
  readonly decisions: ReadonlyMap<string, readonly ChartDecision[]>
  /** Versions of production that came from pull requests or commits, oldest first: what may explain a change. */
  readonly changes: readonly { readonly version: number; readonly label: string }[]
  readonly fingerprintOf: (node: NodeId) => Fingerprint | null
  readonly environment: string
  /** The day that the order is for. */
  readonly date: string
  /** The nodes that were made of a part of the data. */
  readonly seen: ReadonlyMap<NodeId, Seen>
}

export interface Judged {
  readonly measures: readonly MeasureResult[]
  readonly budget: AlarmBudget | null
}

/** A clean order alarms at most this often. */
const FALSE_ALARMS = 0.05
/** A report's charts show so many points; the limits are learned from all of the history. */
const SHOWN = 60

/**
 * Judges every measure of an order against production's history. All measures that can alarm share one budget: the more
 * one order judges, the wider their limits, so that a clean order rarely alarms whatever their number. The judged point is
 * never inside its own limits, and a kitchen's points are nobody's history.
 */
export function judgeMeasures(measurements: readonly Measurement[], judging: Judging): Judged {
  const frames = measurements.map((one) => frameOf(one, judging))
  const judged = frames.filter(({ measurement, comparable, learned }) => {
    return comparable && measurement.value !== null && learned >= LEARNING_BELOW
  }).length
  const sigmas = familyAdjusted(judged, FALSE_ALARMS)
  return {
    measures: frames.map((frame) => judgeFrame(frame, sigmas, judging).result),
    budget: judged === 0 ? null : { measures: judged, sigmas, false_alarms: FALSE_ALARMS },
  }
}

/** One measure as it was or would be judged, with all that a picture of it needs. */
export interface JudgedMeasure {
  readonly result: MeasureResult
  readonly judgement: MeasureJudgement
  readonly caption: Caption
}

/** Judges one measure alone, with limits of the given half-width. */
export function judgeOne(measurement: Measurement, judging: Judging, sigmas: number): JudgedMeasure {
  return judgeFrame(frameOf(measurement, judging), sigmas, judging)
}

/** All measures of these nodes, by the names that they have and had. */
export function identitiesOf(project: Project, nodes: Iterable<NodeId>): MeasureIdentity[] {
  return [...new Set(nodes)].flatMap((id) => {
    const node = project.nodes.get(id)
    const nodeWas = node?.was.map((name) => nodeId(node.recipe, name)) ?? []
    return (node?.measures ?? []).map(({ name, was }) => ({ node: id, measure: name, nodeWas, was }))
  })
}

interface Frame {
  readonly measurement: Measurement
  readonly measure: Measure | null
  readonly history: readonly HistoryPoint[]
  readonly decisions: ReturnType<typeof decided>
  readonly comparable: boolean
  /** Points of the current phase that limits are learned from. */
  readonly learned: number
}

function frameOf(measurement: Measurement, judging: Judging): Frame {
  const { node, measure: name } = measurement
  const key = measureKey(measurement)
  const history = judging.history.get(key) ?? []
  const isProduction = judging.environment === 'production'
  const fingerprint = judging.fingerprintOf(node)
  const decisions = decided(judging.decisions.get(key) ?? [], history, isProduction ? fingerprint : null)
  const from = decisions.phases.at(-1)?.at ?? 0
  const learned = history.filter(({ value }, i) => i >= from && value !== null && !decisions.excluded.has(i)).length
  const measure = judging.project.nodes.get(node)?.measures.find((one) => one.name === name) ?? null
  const comparable = !judging.seen.has(node) || measureKind(measurement.kind).volume === false
  return { measurement, measure, history, decisions, comparable, learned }
}

function judgeFrame(frame: Frame, sigmas: number, judging: Judging): JudgedMeasure {
  const { measurement, measure, history, decisions, comparable } = frame
  const { node, measure: name, kind, value } = measurement
  const { nature, natural } = measureKind(kind)
  const label = judging.environment === 'production' ? judging.date : judging.environment
  const judgement = judgeMeasure({
    history: history.map((point, i) => ({ ...point, excluded: decisions.excluded.has(i) })),
    judged: { ...measurement, date: judging.date },
    phases: decisions.phases.map(({ at }) => at),
    nature,
    natural,
    chart: measure?.chart ?? null,
    sigmas,
  })
  const subject = { recipe: node.slice(0, node.indexOf('.')), node: node.slice(node.indexOf('.') + 1), measure: name }
  const caption = {
    subject: measureKey(measurement),
    labels: [...history.map(({ date }) => date), label],
    marks: [...changeMarks(history, judging.changes), ...decisions.marks],
    phaseLabels: decisions.phases.map((phase) => phase.label),
    noun: 'run',
    steps: judgement.series.difference === true,
  } as const
  const result = comparable
    ? compared(judgement, caption, judging.seen.has(node) && nature !== 'rate')
    : notCompared(judgement, kind)
  const accepted =
    result.signal === null
      ? null
      : acceptance(judging.decisions.get(measureKey(measurement)), judging.fingerprintOf(node))
  return { result: { ...subject, value, ...result, accepted }, judgement, caption }
}

type Findings = Omit<MeasureResult, 'recipe' | 'node' | 'measure' | 'value' | 'accepted'>

/** On a part of the data a mean varies more than production's did: a reason to look, not to fail. A rate knows its rows. */
function compared(
  { state, center, lcl, ucl, signal, answer, notes }: MeasureJudgement,
  caption: Caption,
  onlyWarns: boolean,
): Findings {
  const severity = onlyWarns ? 'warn' : signal?.severity
  const graded = signal === null || severity === undefined ? null : { ...signal, severity }
  const drawn = answer()
  const chart = drawn === null ? null : { ...controlChartOf(drawn, caption, SHOWN + 1), signal: graded }
  const found = graded === null ? null : { rule: graded.rule, message: graded.message, severity: graded.severity }
  return { state, center, lcl, ucl, signal: found, comparable: true, notes: texts(notes), chart }
}

function notCompared({ state }: MeasureJudgement, kind: string): Findings {
  const note = `Not comparable: ${kind} follows how many rows there are, and this kitchen saw a part of them.`
  return { state, center: null, lcl: null, ucl: null, signal: null, comparable: false, notes: [note], chart: null }
}

function acceptance(
  decisions: readonly ChartDecision[] | undefined,
  fingerprint: Fingerprint | null,
): MeasureResult['accepted'] {
  const found = decisions?.findLast((one) => one.kind === 'accept' && one.fingerprint === fingerprint)
  return found === undefined ? null : { by: found.actor, at: found.created_at, reason: found.reason }
}

/** Where other code began to make the value, by the newest change of production that came with it. */
function changeMarks(history: readonly HistoryPoint[], changes: Judging['changes']): ChartMark[] {
  return history.flatMap(({ fingerprint, version }, i): ChartMark[] => {
    const before = history[i - 1]
    if (before === undefined || before.fingerprint === fingerprint) return []
    const change = changes.findLast((one) => one.version > before.version && one.version <= version)
    return [{ at: i, kind: 'change', label: change?.label ?? 'changed' }]
  })
}

function texts(notes: readonly Note[]): string[] {
  return notes.map(({ message }) => message).slice(0, 20)
}
