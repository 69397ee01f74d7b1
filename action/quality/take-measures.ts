import type { Dialect } from '../../recipes-schema/quality/dialect.ts'
import { measureKind } from '../../recipes-schema/quality/measures/index.ts'
import type { MeasureFacts, MeasureValue } from '../../recipes-schema/quality/measures/kind.ts'
import type { Asked } from '../../recipes-schema/quality/scan.ts'
import type { Measure, Node } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import { NodeFailure } from '../nodes/node.ts'
import type { Answered } from './ask.ts'
import type { Quarry } from './check-build.ts'

/** The question of a measure; null for those that no query measures. */
export function aggregatesOf({ kind: key, options }: Measure, dialect: Dialect): Asked | null {
  const kind = measureKind(key)
  const aggregates = Object.fromEntries(kind.aggregates(options, dialect).map((text, index) => [`m${index}`, text]))
  if (Object.keys(aggregates).length === 0) return null
  return { question: { type: 'aggregates', aggregates, heavy: kind.heavy === true }, where: null }
}

/** What measures are taken of besides rows. The size is asked for only where a measure wants it. */
export async function factsOf(node: Node, build: Build, { warehouse, seconds, now }: Quarry): Promise<MeasureFacts> {
  const facts = { now, seconds, outputs: build.outputs, bytes: null }
  const wanted = node.measures.some(({ kind }) => kind === 'bytes')
  // A view takes up nothing of its own.
  if (!wanted || build.relation === null || build.is_view) return facts
  // DuckDB has written nothing of a small table yet when it is measured: that is no size.
  return { ...facts, bytes: (await warehouse.bytes(build.relation)) || null }
}

/**
 * The points of measures from their answers. A measure over no rows may be NULL, which is a missing point. A value that
 * is not a finite number is a fault that names the measure, as is a question that failed.
 */
export function valuesOf(
  taken: readonly { readonly measure: Measure; readonly answered: Answered | null }[],
  facts: MeasureFacts,
): { values: Map<string, MeasureValue>; fault: NodeFailure | null } {
  const values = new Map<string, MeasureValue>()
  const faults: NodeFailure[] = []
  for (const { measure, answered } of taken) {
    const value = answered?.ok === false ? unanswered(measure, answered.error) : measured(measure, answered, facts)
    if (value instanceof NodeFailure) faults.push(value)
    else values.set(measure.name, value)
  }
  const [first, ...others] = faults
  if (first === undefined || others.length === 0) return { values, fault: first ?? null }
  const message = faults.map((fault) => fault.message).join(' ')
  return { values, fault: new NodeFailure(first.code, message, first.location) }
}

function measured(measure: Measure, answered: Answered | null, facts: MeasureFacts): MeasureValue | NodeFailure {
  const row = answered?.ok === true ? answered.rows[0] : undefined
  const answers = Object.values(row ?? {})
  const value = measureKind(measure.kind).read(measure.options, answers, facts)
  const wrong = [value.value, value.events, value.trials].find((one) => one !== null && !Number.isFinite(one))
  if (wrong === undefined) return value
  const said = measure.kind === 'output' ? facts.outputs[String(measure.options)] : (answers[0] ?? wrong)
  const text = typeof said === 'string' ? JSON.stringify(said) : String(said)
  const message = `The measure ${measure.name} is ${text}, not a finite number.`
  return new NodeFailure('measure.not_a_number', message, measure.place)
}

function unanswered({ name, place }: Measure, error: Error): NodeFailure {
  const message = `The measure ${name} could not be taken: ${error.message.split('\n')[0]}`
  return new NodeFailure('measure.failed', message, place)
}
