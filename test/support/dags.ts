import fc from 'fast-check'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from './project.ts'

/** One node: the shape of its query, what it reads, which columns it uses where, a number in it, its own columns. */
export interface Step {
  readonly shape: number
  readonly reads: readonly number[]
  readonly uses: readonly Used[]
  readonly n: number
  readonly view: boolean
  readonly columns: readonly ColumnEdit[]
}

/** Every node has these; which of them another uses is drawn, so that readers ignore the others. */
const used = ['id', 'amount', 'note'] as const
type Used = (typeof used)[number]
const columnEdits = ['added', 'id', 'amount', 'note', 'dropped', 'renamed', 'reordered'] as const
type ColumnEdit = (typeof columnEdits)[number]

interface Parts {
  readonly a: string
  readonly b: string
  readonly n: number
  /** What decides rows, and what columns are made of. */
  readonly key: Used
  readonly one: Used
  readonly two: Used
}

interface Shape {
  /** The expressions of `id`, `amount` and `note`. */
  readonly columns: (parts: Parts) => readonly [id: string, amount: string, note: string]
  readonly text: (list: string, parts: Parts) => string
}

const shapes: readonly Shape[] = [
  {
    columns: ({ one, two, n }) => [one, `${two} + ${n}`, '0'],
    text: (list, { a, key, n }) => `select ${list} from ${a} where ${key} <> ${n}`,
  },
  {
    columns: ({ one, two }) => [`x.${one}`, 'y.most', `x.${two}`],
    text: (list, { a, b, key, one }) =>
      `select ${list} from ${a} x join (select ${key} as k, max(${one}) as most from ${b} group by all) y on x.${key} = k`,
  },
  {
    columns: ({ key, one, n }) => [`${key} % ${n + 2}`, `sum(${one})::bigint`, 'count(*)'],
    text: (list, { a, key, n }) => `select ${list} from ${a} group by ${key} % ${n + 2}`,
  },
  {
    columns: ({ one, two, n }) => [`least(${one}, ${n})`, `least(${two}, ${n})`, '0'],
    text: (list, { a }) => `select distinct ${list} from ${a}`,
  },
  {
    columns: ({ one, two }) => [one, two, '1'],
    text: (list, { a, b }) => `select ${list} from ${a} union all select ${list} from ${b}`,
  },
  {
    columns: ({ one, two, n }) => [`${one} % ${n + 2}`, two, '2'],
    text: (list, { a, b }) => `select ${list} from ${a} except select ${list} from ${b}`,
  },
  {
    columns: ({ one, two }) => [one, '7', two],
    text: (list, { a, b, key, n }) =>
      `with b as (select ${key} from ${b} where id > ${n}) select ${list} from ${a} where ${key} not in (select * from b)`,
  },
  {
    columns: ({ one, n }) => [one, `max(amount) over (order by id, amount, note rows ${n} preceding)`, '1'],
    text: (list, { a }) => `select ${list} from ${a}`,
  },
  {
    columns: ({ key, one, two }) => [one, `rank() over (partition by ${key} order by ${two})`, '3'],
    text: (list, { a }) => `with every as (select * from ${a}) select ${list} from every`,
  },
  {
    columns: ({ b, key, one, two }) => [
      `o.${one}`,
      '4',
      `(select max(i.${two}) from ${b} i where i.${key} >= o.${key})`,
    ],
    text: (list, { a }) => `select ${list} from ${a} o`,
  },
  {
    columns: ({ one, two }) => [`x.${one}`, '5', `y.${two}`],
    text: (list, { a, b, key, n }) =>
      `select ${list} from ${a} x left join (from ${b} where id = ${n}) y using (${key})`,
  },
  {
    columns: ({ one, n }) => (n % 2 === 0 ? ['1', `${n}`, '0'] : ['1', `max(${one})`, '0']),
    text: (list, { a }) => `select ${list} from ${a}`,
  },
  {
    columns: ({ one, two }) => [one, two, '6'],
    text: (list, { a, n }) => `select ${list} from ${a} q order by q.id, q.amount, q.note limit ${n + 2}`,
  },
  { columns: () => ['id', 'amount', 'note'], text: (_, { a }) => `from ${a}` },
]

const step = (index: number): fc.Arbitrary<Step> =>
  fc.record({
    shape: fc.nat(shapes.length - 1),
    reads: fc.array(fc.nat(index), { minLength: 2, maxLength: 2 }),
    uses: fc.array(fc.constantFrom(...used), { minLength: 3, maxLength: 3 }),
    n: fc.nat(4),
    view: fc.boolean(),
    columns: fc.subarray([...columnEdits]),
  })
export const dag = fc.tuple(step(0), step(1), step(2), step(3), step(4))
/** Which nodes an edit touches, and what each becomes. */
export const edits = fc.array(
  fc.tuple(fc.nat(4), fc.constantFrom('number', 'shape', 'uses', 'comment', 'view', ...columnEdits)),
  {
    minLength: 1,
    maxLength: 3,
  },
)

const nameOf = (read: number): string => (read === 0 ? 'origin' : `n${read - 1}`)

function textOf({ shape, reads, uses, n, columns }: Step, index: number): string {
  const [a, b] = [nameOf(reads[0] ?? 0), nameOf(reads[1] ?? 0)]
  const [key = 'id', one = 'id', two = 'id'] = uses
  const parts: Parts = { a, b, n, key, one, two }
  const chosen = shapes[shape]
  if (chosen === undefined) throw new Error(`there is no shape ${shape}`)
  const [id, amount, note] = chosen.columns(parts)
  // Halved, values that differed may be equal: other groups, other matches, other duplicates.
  const halved = (name: ColumnEdit, text: string): string => (columns.includes(name) ? `(${text}) // 2` : text)
  const list = [`${halved('id', id)} as id`, `${halved('amount', amount)} as amount`, `${halved('note', note)} as note`]
  // Nobody reads these two by name.
  if (!columns.includes('dropped')) list.push(`${n} as ${columns.includes('renamed') ? 'other' : 'spare'}${index}`)
  if (columns.includes('added')) list.push(`(${amount}) * 2 as more${index}`)
  return chosen.text((columns.includes('reordered') ? list.reverse() : list).join(', '), parts)
}

/** What is known of the source: nothing, so that a star over it is no column; nothing, but it is read by names; its columns. */
export type Known = 'star' | 'listed' | readonly Declared[]
type Declared = readonly [name: 'id' | 'amount', type: string]
const declaredTypes = ['bigint', 'integer', 'smallint'] as const
const declared = fc
  .tuple(fc.constantFrom(...declaredTypes), fc.constantFrom(...declaredTypes), fc.boolean())
  .map(([id, amount, turned]): readonly Declared[] => {
    const columns: Declared[] = [
      ['id', id],
      ['amount', amount],
    ]
    return turned ? columns.reverse() : columns
  })
/** Before and after a change: declared columns may get other types and another order. */
export const knowns: fc.Arbitrary<readonly [before: Known, after: Known]> = fc.oneof(
  fc.constantFrom<readonly [Known, Known]>(['star', 'star'], ['listed', 'listed']),
  fc.tuple(declared, declared),
)

/** The SQL of `origin`, which reads the source, and of `n0`, `n1` and so on, in the order in which they read each other. */
export function textsOf(steps: readonly Step[], known: 'star' | 'listed' | readonly unknown[]): string[] {
  return [`select ${known === 'listed' ? 'id, amount' : '*'}, id % 3 as note from raw`, ...steps.map(textOf)]
}

/** The project of these nodes over the source. */
export function projectOf(steps: readonly Step[], comments: ReadonlySet<number>, known: Known): Promise<Project> {
  const [origin = '', ...texts] = textsOf(steps, known)
  const sql = texts.map((text, index) => {
    return [`n${index}`, comments.has(index) ? `-- looked at\n${text.replace('select', 'SELECT')}` : text] as const
  })
  const nodes = steps.map(
    ({ view }, index) => `  n${index}: { sql: sql/n${index}.sql, materialized: ${view ? 'view' : 'table'} }`,
  )
  const columns =
    typeof known === 'string' ? '' : `, columns: { ${known.map(([name, type]) => `${name}: ${type}`).join(', ')} }`
  return project(
    shop(
      `sources: { raw: { file: "\${{ env.DATA }}/raw.csv"${columns} } }\nnodes:\n  origin: { sql: sql/origin.sql }\n${nodes.join('\n')}\n`,
      { origin, ...Object.fromEntries(sql) },
    ),
  )
}

export function edited(steps: readonly Step[], changes: readonly (readonly [number, string])[]): Step[] {
  return steps.map((one, index) => {
    const kinds = changes.filter(([at]) => at === index).map(([, kind]) => kind)
    return {
      ...one,
      n: kinds.includes('number') ? one.n + 1 : one.n,
      shape: kinds.includes('shape') ? (one.shape + 1) % shapes.length : one.shape,
      uses: kinds.includes('uses') ? [...one.uses.slice(1), ...one.uses.slice(0, 1)] : one.uses,
      view: kinds.includes('view') ? !one.view : one.view,
      columns: columnEdits.filter((edit) => one.columns.includes(edit) !== kinds.includes(edit)),
    }
  })
}
