import { bytesQuery, type Dialect } from '../../recipes-schema/quality/dialect.ts'
import { measureKind } from '../../recipes-schema/quality/measures/index.ts'
import type { Answer, MeasureFacts, MeasureValue } from '../../recipes-schema/quality/measures/kind.ts'
import type { Measure, Node } from '../../recipes-schema/recipe/types.ts'
import type { Build } from '../ledger/builds.ts'
import { NodeFailure } from '../nodes/node.ts'
import type { Session, Warehouse } from '../warehouses/warehouse.ts'

export interface Measuring {
  readonly warehouse: Warehouse
  readonly session: Session
  /** How long the node took to be made; null when its build existed. */
  readonly seconds: number | null
  /** In milliseconds since 1970. */
  readonly now: number
}

/**
 * Takes all measures of a node. A measure over no rows may be NULL, which is a missing point. A value that is not a
 * finite number is a failure that names the measure.
 */
export async function takeMeasures(node: Node, build: Build, measuring: Measuring): Promise<Map<string, MeasureValue>> {
  const { warehouse, seconds, now } = measuring
  const dialect = warehouse.dialect as Dialect
  const bytes = node.measures.some(({ kind }) => kind === 'bytes') ? await bytesOf(build, measuring) : null
  const facts = { now, seconds, outputs: build.outputs, bytes }
  // What leaves no relation has measures of its making alone.
  const taken = node.measures
    .map((measure) => ({ measure, aggregates: measureKind(measure.kind).aggregates(measure.options, dialect) }))
    .filter(({ aggregates }) => build.relation !== null || aggregates.length === 0)
  const aggregates = taken.flatMap((one) => one.aggregates)
  const answers = await askAll(node, aggregates, build.relation, measuring.session)
  const values = new Map<string, MeasureValue>()
  let at = 0
  for (const { measure, aggregates } of taken) {
    values.set(measure.name, measured(measure, answers.slice(at, at + aggregates.length), facts))
    at += aggregates.length
  }
  return values
}

async function askAll(
  node: Node,
  aggregates: readonly string[],
  relation: string | null,
  session: Session,
): Promise<Answer[]> {
  if (relation === null || aggregates.length === 0) return []
  const items = aggregates.map((aggregate, index) => `${aggregate} AS m${index}`)
  try {
    const [row] = await session.rows(`SELECT ${items.join(', ')} FROM ${relation}`)
    return items.map((_, index) => row?.[`m${index}`] ?? null)
  } catch (error) {
    const place = node.measures[0]?.place ?? node.place
    const message = `The measures could not be taken: ${(error as Error).message.split('\n')[0]}`
    throw new NodeFailure('measure.failed', message, place)
  }
}

function measured(measure: Measure, answers: readonly Answer[], facts: MeasureFacts): MeasureValue {
  const value = measureKind(measure.kind).read(measure.options, answers, facts)
  const wrong = [value.value, value.events, value.trials].find((one) => one !== null && !Number.isFinite(one))
  if (wrong === undefined) return value
  const said = measure.kind === 'output' ? facts.outputs[String(measure.options)] : (answers[0] ?? wrong)
  const message = `The measure ${measure.name} is ${JSON.stringify(said)}, not a finite number.`
  throw new NodeFailure('measure.not_a_number', message, measure.place)
}

/** A view takes up nothing of its own. */
async function bytesOf(build: Build, { warehouse, session }: Measuring): Promise<number | null> {
  if (build.relation === null || build.is_view) return null
  const query = bytesQuery(build.relation, warehouse.dialect as Dialect)
  if (query === null) return null
  const [row] = await session.rows(query)
  return row?.bytes === null || row?.bytes === undefined ? null : Number(row.bytes)
}
