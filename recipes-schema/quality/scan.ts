import type { Dialect } from './dialect.ts'
import type { Question } from './tests/kind.ts'

/** A question about the rows of one relation, of a test or of a measure. */
export interface Asked {
  readonly question: Exclude<Question, { type: 'nothing' }>
  /** The condition that narrows the rows; null: all rows. */
  readonly where: string | null
}

/** One query and what its answer tells whom: for each question, by its place in the list, the columns of its answers. */
export interface Statement {
  readonly sql: string
  readonly answers: readonly { readonly asked: number; readonly columns: Readonly<Record<string, string>> | null }[]
  /** Chains of cheap queries: when all of one chain answer 0, nothing fails, and the question need not be asked. */
  readonly proofs: readonly (readonly string[])[]
}

/**
 * How questions share scans. `all`: one scan for everything. `light`: one scan, but what holds on to many values goes
 * alone. `apart`: conditions each by themselves, other light aggregates in one scan, heavy ones alone.
 */
export type Sharing = 'all' | 'light' | 'apart'

/**
 * The sharing that takes the fewest seconds. A remote engine costs by the statement and by the scan; PostgreSQL goes
 * over rows in parallel until one DISTINCT keeps it from that. DuckDB skips most of a stored column by its statistics
 * when a condition stands in WHERE, which is worth a statement (0.4 ms) from some 70,000 rows on; a view has no
 * statistics, and is computed anew by each statement. See bench/tests.ts.
 */
export function sharingOf(
  dialect: Dialect,
  build: { readonly rows: number | null; readonly isView: boolean },
): Sharing {
  if (dialect === 'postgres') return 'light'
  if (dialect !== 'duckdb' || build.isView) return 'all'
  return build.rows !== null && build.rows > manyRows ? 'apart' : 'all'
}

const manyRows = 70_000

/** Plans all questions about a relation (quoted) into statements. */
export function planScan(relation: string, questions: readonly Asked[], sharing: Sharing): Statement[] {
  const indexed = questions.map((asked, index) => ({ asked, index }))
  const isShared = ({ asked: { question } }: (typeof indexed)[number]): boolean => {
    if (question.type === 'statement') return false
    if (question.type === 'condition') return sharing !== 'apart'
    return sharing === 'all' || question.heavy !== true
  }
  const shared = indexed.filter(isShared)
  const alone = indexed.filter((one) => !isShared(one))
  return [
    ...(shared.length === 0 ? [] : [together(relation, shared)]),
    ...alone.map(({ asked, index }) => single(relation, asked, index)),
  ]
}

/** The statement for one question, which needs no other. */
export function single(relation: string, { question, where }: Asked, index: number): Statement {
  switch (question.type) {
    case 'statement':
      return { sql: question.statement, answers: [{ asked: index, columns: null }], proofs: [] }
    case 'condition': {
      const total = `SELECT count(*) FROM ${relation} AS every_row${where === null ? '' : ` WHERE (${where}\n)`}`
      const sql = `SELECT count(*) AS failures, (${total}) AS total FROM ${relation} AS tested WHERE ${both(where, question.condition)}`
      return { sql, answers: [{ asked: index, columns: null }], proofs: [] }
    }
    case 'aggregates': {
      if (question.alone === undefined) return together(relation, [{ asked: { question, where }, index }])
      const proofs = question.proofs ?? []
      return { sql: question.alone, answers: [{ asked: index, columns: null }], proofs }
    }
  }
}

function together(relation: string, shared: readonly { readonly asked: Asked; readonly index: number }[]): Statement {
  // Equal aggregates, such as the count of all rows, are computed once.
  const items = new Map<string, string>()
  const itemOf = (aggregate: string): string => {
    const name = items.get(aggregate) ?? `a${items.size}`
    items.set(aggregate, name)
    return name
  }
  const answers = shared.map(({ asked, index }) => ({
    asked: index,
    columns: Object.fromEntries(Object.entries(aggregatesOf(asked)).map(([name, text]) => [name, itemOf(text)])),
  }))
  const list = [...items].map(([aggregate, name]) => `${aggregate} AS ${name}`)
  return { sql: `SELECT ${list.join(',\n  ')}\nFROM ${relation} AS tested`, answers, proofs: [] }
}

function aggregatesOf({ question, where }: Asked): Readonly<Record<string, string>> {
  if (question.type === 'aggregates') return question.aggregates
  if (question.type === 'statement') throw new Error('a statement cannot be an aggregate')
  return {
    failures: `count(*) FILTER (WHERE ${both(where, question.condition)})`,
    total: where === null ? 'count(*)' : `count(*) FILTER (WHERE (${where}\n))`,
  }
}

/** The line breaks keep a comment at an expression's end from swallowing the bracket. */
function both(where: string | null, condition: string): string {
  return where === null ? condition : `(${where}\n) AND (${condition}\n)`
}
