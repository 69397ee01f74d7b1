import { join } from 'node:path'
import { type ContextValues, evaluateTemplate } from '../../../recipes-schema/expression/template.ts'
import { columnNames } from '../../../recipes-schema/quality/unit/infer.ts'
import { diffRows, isSame, type RowDiff } from '../../../recipes-schema/quality/unit/row-diff.ts'
import type { UnitTest } from '../../../recipes-schema/quality/unit/types.ts'
import type { NodeId, Project, SqlNode } from '../../../recipes-schema/recipe/types.ts'
import { lineOfPlace, offsetInMessage } from '../../../recipes-schema/sql/places.ts'
import { quoteName, quoteText, rewriteTraced } from '../../../recipes-schema/sql/rewrite.ts'
import { count } from '../../../recipes-schema/text/count.ts'
import { layFile, layRows } from './lay-rows.ts'
import type { Memory } from './memory.ts'
import { toDuckdb } from './to-duckdb.ts'

export interface UnitResult {
  readonly recipe: string
  readonly node: string
  readonly test: string
  readonly state: 'passed' | 'failed' | 'error'
  readonly seconds: number
  /** Why it did not pass; empty when it did. */
  readonly message: string
  readonly location: { readonly file: string; readonly line: number }
  /** What differs, for a test of rows that failed. */
  readonly diff: RowDiff | null
}

type Outcome = Pick<UnitResult, 'state' | 'message' | 'diff'> & { readonly location?: UnitResult['location'] }

/** Runs one case in a schema of its own, which is gone afterwards. `root` is the repository's folder. */
export async function runUnitTest(test: UnitTest, project: Project, memory: Memory, root: string): Promise<UnitResult> {
  const started = performance.now()
  await memory.run('CREATE SCHEMA unit')
  let outcome: Outcome
  try {
    outcome = await evaluate(test, project, memory, root)
  } catch (error) {
    outcome = { state: 'error', message: firstLines(error), diff: null }
  } finally {
    await memory.run('DROP SCHEMA unit CASCADE')
  }
  const { recipe, name } = test.node
  return {
    recipe,
    node: name,
    test: test.name,
    seconds: Math.round(performance.now() - started) / 1000,
    location: { file: test.place.file, line: test.place.line },
    ...outcome,
  }
}

async function evaluate(test: UnitTest, project: Project, memory: Memory, root: string): Promise<Outcome> {
  for (const [id, { rows, file, columns }] of test.given)
    if (file === null) await layRows(memory, relationOf(id), rows, columns)
    else await layFile(memory, relationOf(id), join(root, file), columns)
  const { error } = test.expect
  for (const node of test.computed) {
    const fault = await compute(node, test, project, memory)
    if (fault === null) continue
    if (error !== null && node === test.node && fault.message.toLowerCase().includes(error.toLowerCase()))
      return { state: 'passed', message: '', diff: null }
    const wanted = error === null ? '' : ` Expected was an error with the words "${error}".`
    return {
      state: error === null ? 'error' : 'failed',
      message: `${fault.message}${wanted}`,
      location: fault.location,
      diff: null,
    }
  }
  if (error !== null)
    return { state: 'failed', message: `It worked; expected was an error with the words "${error}".`, diff: null }
  return compare(test, memory, root)
}

/** Makes the table of a node from what is there. The fault's location is in the SQL's own file. */
async function compute(
  node: SqlNode,
  test: UnitTest,
  project: Project,
  memory: Memory,
): Promise<{ message: string; location: UnitResult['location'] } | null> {
  const { query, relations, parameters } = node
  const values = valuesOf(node, test)
  const written = rewriteTraced(query.text, query.shape, {
    relation(read) {
      const id = relations[query.shape.reads.indexOf(read)]
      return id === undefined ? null : relationOf(id)
    },
    parameter(name) {
      const value = parameters[name]
      return literal(typeof value === 'string' ? evaluateTemplate(value, values) : (value ?? null))
    },
  })
  const dialect = project.connections.get(node.connection)?.type ?? 'duckdb'
  try {
    await memory.run(`CREATE TABLE ${relationOf(node.id)} AS ${await toDuckdb(written.text, dialect)}`)
    return null
  } catch (error) {
    // What was translated has other lines.
    const prefix = `CREATE TABLE ${relationOf(node.id)} AS `
    const place = dialect === 'duckdb' ? offsetInMessage((error as Error).message, prefix + written.text) : null
    const offset = written.originOf(Math.max((place ?? 0) - prefix.length, 0))
    const location = { file: query.file, line: lineOfPlace(query, offset) }
    return { message: firstLines(error), location }
  }
}

function valuesOf(node: SqlNode, { vars, env, order, measures }: UnitTest): ContextValues {
  const relations = Object.fromEntries(node.upstreams.map((id) => [id.slice(id.indexOf('.') + 1), relationOf(id)]))
  return { vars: { ...node.variables, ...vars }, matrix: node.matrix, env, order, measures, relations }
}

async function compare({ node, expect }: UnitTest, memory: Memory, root: string): Promise<Outcome> {
  const target = relationOf(node.id)
  const found = await memory.texts(`SELECT column_name, column_type FROM (DESCRIBE ${target})`)
  const types = new Map(found.map(([column, type]) => [column ?? '', type ?? '']))
  const [[rows] = []] = await memory.texts(`SELECT count(*) FROM ${target}`)
  if (expect.count !== null && Number(rows) !== expect.count)
    return { state: 'failed', message: `${count(Number(rows), 'row')}, expected ${expect.count}.`, diff: null }
  const source = await layExpected(expect, memory, root)
  if (source === null) return { state: 'passed', message: '', diff: null }
  const wanted = source.columns.filter((column) => column !== 'no_column')
  const unknown = wanted.filter((column) => !types.has(column))
  if (unknown.length > 0) {
    const message = `${node.name} has no column ${unknown.join(', ')}; it has ${[...types.keys()].join(', ')}.`
    return { state: 'failed', message, diff: null }
  }
  // With no rows expected, all columns are shown of those that there are.
  const columns = wanted.length === 0 ? [...types.keys()] : wanted
  const expected = await memory.texts(
    `SELECT ${columns.map((column) => (wanted.length === 0 ? 'NULL' : castTo(types.get(column) ?? 'VARCHAR', column))).join(', ')} FROM ${source.from}`,
  )
  const actual = await memory.texts(
    `SELECT ${columns.map((column) => `CAST(${quoteName(column)} AS VARCHAR)`).join(', ')} FROM ${target}`,
  )
  const diff = diffRows(expected, actual, {
    columns,
    numeric: columns.map((column) => /INT|DOUBLE|FLOAT|DECIMAL|REAL/.test(types.get(column) ?? '')),
    tolerance: expect.tolerance,
    ordered: expect.ordered,
    key: expect.key,
  })
  if (isSame(diff)) return { state: 'passed', message: '', diff: null }
  return { state: 'failed', message: differenceText(diff), diff }
}

/** Expected values as texts, read as the found column's type where they can be: 3 is 3.0, and a date is a date. */
function castTo(type: string, column: string): string {
  const name = quoteName(column)
  return `coalesce(CAST(TRY_CAST(${name} AS ${type}) AS VARCHAR), CAST(${name} AS VARCHAR))`
}

async function layExpected(
  { rows, file }: UnitTest['expect'],
  memory: Memory,
  root: string,
): Promise<{ from: string; columns: string[] } | null> {
  const from = 'unit."expected rows"'
  if (file !== null) {
    await layFile(memory, from, join(root, file), {})
    const columns = await memory.texts(`SELECT column_name FROM (DESCRIBE ${from})`)
    return { from, columns: columns.map(([name]) => name ?? '') }
  }
  if (rows === null) return null
  // As texts, so that the found column's type decides how they are read.
  const columns = columnNames(rows)
  await layRows(memory, from, rows, Object.fromEntries(columns.map((name) => [name, 'VARCHAR'])))
  return { from, columns }
}

function differenceText({ changed, missing, unexpected, same }: RowDiff): string {
  const parts = [
    ...(changed.length > 0 ? [`${count(changed.length, 'row')} with other values`] : []),
    ...(missing.length > 0 ? [`${count(missing.length, 'row')} missing`] : []),
    ...(unexpected.length > 0 ? [`${count(unexpected.length, 'row')} unexpected`] : []),
    `${count(same, 'row')} as expected`,
  ]
  return `${parts.join(', ')}.`
}

function relationOf(id: NodeId): string {
  return `unit.${quoteName(id)}`
}

function literal(value: string | number | boolean | null): string {
  // In brackets, for `-$n` with a negative number would begin a comment.
  return typeof value === 'string' ? quoteText(value) : `(${String(value)})`
}

/** DuckDB's first line, and what it proposes. */
function firstLines(error: unknown): string {
  const [first, ...rest] = (error as Error).message.split('\n')
  const candidates = rest.find((line) => /^(Candidate|Did you mean)/.test(line.trim()))
  return [first, candidates?.trim()].filter(Boolean).join(' ')
}
