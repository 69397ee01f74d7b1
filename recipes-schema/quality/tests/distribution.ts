import { quoteName } from '../../sql/rewrite.ts'
import { columnSchema } from '../columns.ts'
import { quantile } from '../dialect.ts'
import { jensenShannon, mostChanged, populationStability, type Share } from '../divergence.ts'
import { percentText, plainNumber } from '../words.ts'
import { type AnswerRow, numberOf, type Question, type TestContext, type TestKind } from './kind.ts'

interface Options {
  readonly column: string
  readonly bins?: number
  readonly by?: 'psi' | 'js'
  readonly max?: number
}

/** From here on practice calls a shift large; js is in bits, from 0 to 1. */
const usual = { psi: 0.2, js: 0.1 } as const
/** More categories than this are no categories. */
const mostCategories = 200

export const distribution: TestKind<Options> = {
  key: 'distribution',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['column'],
    properties: {
      column: columnSchema,
      bins: {
        type: 'integer',
        minimum: 2,
        maximum: 100,
        description: "Numbers are put into this many of production's quantiles.",
      },
      by: {
        enum: ['psi', 'js'],
        description: 'Population stability index (the default) or Jensen-Shannon divergence.',
      },
      max: { type: 'number', exclusiveMinimum: 0, description: '0.2 for psi, 0.1 for js unless said.' },
    },
    description: "The column's values are distributed as production's are.",
  },
  summary:
    "The column's values are distributed as production's are: categories by their shares or, with `bins`, numbers by production's quantiles. NULL is a category. `psi` adds up (a - b) ln(a / b) over the shares, half a row added to each so that none is 0; `js` is the Jensen-Shannon divergence in bits.",
  example: '- distribution: { column: delay, bins: 10, max: 0.1 }',
  name: ({ column }) => `distribution(${column})`,
  columns: ({ column }) => [column],
  production: () => true,
  needs: () => 'time',
  takes: { where: true, failIf: false },
  ask(options, context): Question {
    if (context.production === null) return { type: 'nothing', reason: 'production has no such node yet' }
    return {
      type: 'statement',
      statement: options.bins === undefined ? categories(options, context) : bins(options, context),
    }
  },
  read(options, rows) {
    const shares = sharesOf(options, rows)
    if (shares.length > mostCategories)
      throw new Error(`it has more than ${mostCategories} different values: give bins for numbers`)
    const { by = 'psi', max = usual[by] } = options
    const value = by === 'psi' ? populationStability(shares) : jensenShannon(shares)
    // Nothing to compare: an empty side is row_count's to find.
    if (value === null) return { failures: 0, total: null }
    const { name, ours, theirs } = mostChanged(shares)
    const detail = `${by === 'psi' ? 'population stability index' : 'Jensen-Shannon divergence'} ${plainNumber(Number(value.toPrecision(3)))}, at most ${max} allowed; ${name} has ${percentText(ours)} of the rows, in production ${percentText(theirs)}`
    return { failures: value > max ? 1 : 0, total: null, detail }
  },
  message: ({ column }, { detail }) => `${column} is distributed differently: ${detail}`,
}

function both(value: string, { rows, production }: TestContext, edges = ''): string {
  const side = (from: string, ours: number): string =>
    `SELECT ${value} AS category, ${ours} AS ours, ${1 - ours} AS theirs FROM ${from}${edges}`
  return `${side(rows('tested'), 1)} UNION ALL ${side(`${production} AS published`, 0)}`
}

function categories({ column }: Options, context: TestContext): string {
  return `SELECT category, sum(ours) AS ours, sum(theirs) AS theirs FROM (${both(`CAST(${quoteName(column)} AS varchar)`, context)}) AS sides
    GROUP BY category ORDER BY count(*) DESC LIMIT ${mostCategories + 1}`
}

/** Edges are production's own quantiles, so that each bin holds the same share of it where values are not tied. */
function bins({ column, bins: n = 10 }: Options, context: TestContext): string {
  const name = quoteName(column)
  const edges = Array.from(
    { length: n - 1 },
    (_, index) => `${quantile(name, (index + 1) / n, context.dialect)} AS e${index + 1}`,
  )
  const steps = edges.map((_, index) => `WHEN ${name} <= e${index + 1} THEN ${index + 1}`)
  const bin = `CASE WHEN ${name} IS NULL THEN 0 ${steps.join(' ')} ELSE ${n} END`
  const quantiles = `(SELECT ${edges.join(', ')} FROM ${context.production} AS published)`
  return `SELECT category, sum(ours) AS ours, sum(theirs) AS theirs FROM (${both(bin, context, ` CROSS JOIN ${quantiles} AS edges`)}) AS sides
    GROUP BY category ORDER BY category`
}

function sharesOf({ bins: n }: Options, rows: readonly AnswerRow[]): Share[] {
  return rows.map(({ category, ours, theirs }) => ({
    name: nameOf(category ?? null, n),
    ours: numberOf(ours),
    theirs: numberOf(theirs),
  }))
}

function nameOf(category: string | number | boolean | null, n: number | undefined): string {
  if (category === null || (n !== undefined && Number(category) === 0)) return 'NULL'
  return n === undefined ? JSON.stringify(String(category)) : `bin ${category} of ${n}`
}
