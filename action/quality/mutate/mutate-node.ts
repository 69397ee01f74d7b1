import type { Dialect } from '../../../recipes-schema/quality/dialect.ts'
import { type CoveredColumn, coverageOf } from '../../../recipes-schema/quality/mutate/coverage.ts'
import { dataMutants } from '../../../recipes-schema/quality/mutate/data-faults.ts'
import { sqlMutants } from '../../../recipes-schema/quality/mutate/sql-faults.ts'
import { suggestionFor } from '../../../recipes-schema/quality/mutate/suggest.ts'
import type { DataMutant, SqlMutant } from '../../../recipes-schema/quality/mutate/types.ts'
import type { Node, SqlNode } from '../../../recipes-schema/recipe/types.ts'
import { lineOfPlace, offsetAt } from '../../../recipes-schema/sql/places.ts'
import { brokenUnitTests } from './broken-unit-tests.ts'
import { type Alarms, alarmsOf } from './evaluate.ts'
import { factsOf } from './facts.ts'
import { queryOf } from './query-of.ts'
import { type Laboratory, relationIn } from './subject.ts'

/** What became of one fault. */
export interface FaultResult {
  readonly fault: string
  readonly detail: string
  readonly column: string | null
  /** The place of a fault in SQL. */
  readonly location: { readonly file: string; readonly line: number } | null
  /** `equivalent`: it changes nothing here, so that nobody can see it. */
  readonly state: 'caught' | 'survived' | 'equivalent'
  readonly tests: readonly string[]
  readonly charts: readonly string[]
  /** For one that survived: what would see it. */
  readonly suggestion: string | null
}

export interface NodeMutation {
  readonly recipe: string
  readonly node: string
  readonly rows: number | null
  readonly caught: number
  readonly survived: number
  /** Faults in the SQL that were not tried, for there are too many. */
  readonly untried: number
  /** Caught of caught and survived; null when there was nothing to catch. */
  readonly score: number | null
  /** What fails without any fault, and therefore catches none. */
  readonly failing: Alarms
  readonly columns: readonly CoveredColumn[]
  readonly faults: readonly FaultResult[]
}

/** More faults in SQL than this are too many to compute; then those that are tried stand evenly over the query. */
const mostSqlMutants = 60

/** Seeds every fault into copies of a node's data and SQL, one at a time, and sees what its tests and charts say. */
export async function mutateNode(node: Node, lab: Laboratory, onFault: () => void): Promise<NodeMutation> {
  const { warehouse, session, seed, builds } = lab
  const relation = relationIn(lab, node.id)
  const columns = await warehouse.columns(relation)
  const build = builds.get(node.id)
  const failing = await alarmsOf(node, relation, lab, build?.is_view === true)
  const facts = await factsOf(node, relation, columns, session)
  const subject = {
    relation: lab.scratch.original(relation),
    columns,
    rows: build?.row_count ?? 0,
    dialect: warehouse.dialect as Dialect,
    seed,
  }
  const found: FaultResult[] = []
  const original = (await warehouse.content(relation, session)).checksum
  for (const mutant of dataMutants(subject)) {
    found.push(await tryData(node, mutant, { lab, failing, original }))
    onFault()
  }
  const inSql = node.kind === 'sql' ? sqlMutants(node.query.text, node.query.shape.dialect) : []
  const tried = spread(inSql, mostSqlMutants)
  if (node.kind === 'sql') found.push(...(await trySqlMutants(node, tried, { lab, failing }, onFault)))
  const faults = found.map((one) =>
    one.state === 'survived' ? { ...one, suggestion: suggestionFor(one, facts) } : one,
  )
  const caught = faults.filter(({ state }) => state === 'caught').length
  const survived = faults.filter(({ state }) => state === 'survived').length
  return {
    recipe: node.recipe,
    node: node.name,
    rows: build?.row_count ?? null,
    caught,
    survived,
    untried: inSql.length - tried.length,
    score: caught + survived === 0 ? null : caught / (caught + survived),
    failing,
    columns: coverageOf(
      columns.map(({ name }) => name),
      node,
    ),
    faults,
  }
}

interface Trial {
  readonly lab: Laboratory
  readonly failing: Alarms
  /** The checksum of what there is without a fault. */
  readonly original: string
}

async function tryData(node: Node, mutant: DataMutant, trial: Trial): Promise<FaultResult> {
  const { lab } = trial
  const target = lab.scratch.relation('mutant')
  const { fault, detail, column } = mutant
  await lab.session.rows(`CREATE VIEW ${target} AS ${mutant.query}`)
  try {
    return { fault, detail, column, location: null, ...(await judged(node, target, true, trial)) }
  } finally {
    await lab.session.rows(`DROP VIEW ${target}`)
  }
}

async function trySqlMutants(
  node: SqlNode,
  mutants: readonly SqlMutant[],
  { lab, failing }: Pick<Trial, 'lab' | 'failing'>,
  onFault: () => void,
): Promise<FaultResult[]> {
  const { scratch, session, warehouse } = lab
  if (mutants.length === 0) return []
  // The query's own result now, for upstreams may have been built anew since.
  const plain = scratch.relation('plain')
  await session.rows(`CREATE TABLE ${plain} AS ${queryOf(node, lab, (id) => relationIn(lab, id))}`)
  const original = (await warehouse.content(plain, session)).checksum
  await session.rows(`DROP TABLE ${plain}`)
  const found: FaultResult[] = []
  for (const mutant of mutants) {
    const result = await trySql(node, mutant, { lab, failing, original })
    if (result !== null) found.push(result)
    onFault()
  }
  return found
}

/** Null for an edit that is no query any more, or reads something else. */
async function trySql(node: SqlNode, mutant: SqlMutant, trial: Trial): Promise<FaultResult | null> {
  const { lab } = trial
  const { fault, detail, line } = mutant
  const { shape: known, file, text } = node.query
  const parsed = await lab.parser.parse(mutant.text, known.dialect)
  if (!parsed.ok || parsed.shape.reads.length !== known.reads.length) return null
  const target = lab.scratch.relation('mutant')
  try {
    const changed = { text: mutant.text, shape: parsed.shape }
    await lab.session.rows(`CREATE TABLE ${target} AS ${queryOf(node, lab, (id) => relationIn(lab, id), changed)}`)
  } catch {
    return null
  }
  try {
    const location = { file, line: lineOfPlace(node.query, offsetAt(text, { line, column: 1 })) }
    const found = { fault, detail, column: null, location, ...(await judged(node, target, false, trial)) }
    const query = { ...node.query, text: mutant.text, shape: parsed.shape }
    const broken = await brokenUnitTests({ ...node, query }, lab)
    // What changes nothing in today's data can still be seen by a unit test.
    if (broken.length === 0) return found
    return { ...found, state: 'caught', tests: [...found.tests, ...broken] }
  } finally {
    await lab.session.rows(`DROP TABLE ${target}`)
  }
}

async function judged(
  node: Node,
  target: string,
  isView: boolean,
  { lab, failing, original }: Trial,
): Promise<Pick<FaultResult, 'state' | 'tests' | 'charts' | 'suggestion'>> {
  const { checksum } = await lab.warehouse.content(target, lab.session)
  if (checksum === original) return { state: 'equivalent', tests: [], charts: [], suggestion: null }
  const alarms = await alarmsOf(node, target, lab, isView)
  const tests = alarms.tests.filter((test) => !failing.tests.includes(test))
  const charts = alarms.charts.filter((chart) => !failing.charts.includes(chart))
  const state = tests.length + charts.length > 0 ? 'caught' : 'survived'
  return { state, tests, charts, suggestion: null }
}

/** At most so many of a list, evenly from all of it. */
export function spread<T>(all: readonly T[], most: number): T[] {
  return all.filter(
    (_, index) => Math.floor((index * most) / all.length) !== Math.floor(((index - 1) * most) / all.length),
  )
}
