import fc from 'fast-check'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from './project.ts'

/** One node: the shape of its query, which earlier nodes it reads, a number in it, and its columns. */
export interface Step {
  readonly shape: number
  readonly reads: readonly number[]
  readonly n: number
  readonly view: boolean
  readonly columns: readonly ColumnEdit[]
}

type ColumnEdit = (typeof columnEdits)[number]
const columnEdits = ['added', 'changed', 'dropped', 'renamed', 'reordered'] as const

interface Shape {
  /** The expressions of `id`, `amount` and `note`, which readers use: all of them, or some. */
  readonly columns: (n: number, b: string) => readonly [id: string, amount: string, note: string]
  readonly text: (list: string, a: string, b: string, n: number) => string
}

const shapes: readonly Shape[] = [
  { columns: (n) => ['id', `amount + ${n}`, 'note'], text: (list, a) => `select ${list} from ${a}` },
  {
    columns: () => ['x.id', 'x.amount + y.amount', 'y.note'],
    text: (list, a, b, n) => `select ${list} from ${a} x join ${b} y on x.id = y.id and x.amount > ${n}`,
  },
  {
    columns: (n) => [`id % ${n + 2}`, 'sum(amount)::bigint', 'count(*)'],
    text: (list, a, _, n) => `select ${list} from ${a} group by id % ${n + 2}`,
  },
  { columns: (n) => [`least(id, ${n})`, 'amount', '0'], text: (list, a) => `select distinct ${list} from ${a}` },
  {
    columns: () => ['id', 'amount', 'note'],
    text: (list, a, b) => `select ${list} from ${a} union all select ${list} from ${b}`,
  },
  {
    columns: () => ['id', 'amount', 'note'],
    text: (list, a, b, n) =>
      `with b as (select id from ${b} where id > ${n}) select ${list} from ${a} where id not in (select id from b)`,
  },
  {
    columns: (n) => ['id', `max(amount) over (order by id, amount, note rows ${n} preceding)`, '1'],
    text: (list, a) => `select ${list} from ${a}`,
  },
  {
    columns: (_, b) => ['o.id', 'amount', `(select max(i.note) from ${b} i where i.id >= o.id)`],
    text: (list, a, _, n) => `select ${list} from ${a} o where amount > ${n}`,
  },
  {
    columns: () => ['id', 'x.amount', 'y.note'],
    text: (list, a, b) =>
      `select ${list} from ${a} x left join (select id, max(note) as note from ${b} group by all) y using (id)`,
  },
  { columns: () => ['id', 'amount', 'note'], text: (_, a) => `from ${a}` },
  {
    columns: (n) => ['id', 'amount', `rank() over (partition by id % ${n + 1} order by note)`],
    text: (list, a) => `with every as (select * from ${a}) select ${list} from every`,
  },
]

const step = (index: number): fc.Arbitrary<Step> =>
  fc.record({
    shape: fc.nat(shapes.length - 1),
    reads: fc.array(fc.nat(index), { minLength: 2, maxLength: 2 }),
    n: fc.nat(4),
    view: fc.boolean(),
    columns: fc.subarray([...columnEdits]),
  })
export const dag = fc.tuple(step(0), step(1), step(2), step(3), step(4))
/** Which nodes an edit touches, and what each becomes. */
export const edits = fc.array(
  fc.tuple(fc.nat(4), fc.constantFrom('number', 'shape', 'comment', 'view', ...columnEdits)),
  {
    minLength: 1,
    maxLength: 3,
  },
)

const nameOf = (read: number): string => (read === 0 ? 'origin' : `n${read - 1}`)

function textOf({ shape, reads, n, columns }: Step, index: number): string {
  const [a, b] = [nameOf(reads[0] ?? 0), nameOf(reads[1] ?? 0)]
  const one = shapes[shape]
  if (one === undefined) throw new Error(`there is no shape ${shape}`)
  const [id, amount, note] = one.columns(n, b)
  const list = [`${id} as id`, `${amount} as amount`, `${columns.includes('changed') ? `-(${note})` : note} as note`]
  // Nobody reads these two by name.
  if (!columns.includes('dropped')) list.push(`${n} as ${columns.includes('renamed') ? 'other' : 'spare'}${index}`)
  if (columns.includes('added')) list.push(`(${amount}) * 2 as more${index}`)
  return one.text((columns.includes('reordered') ? list.reverse() : list).join(', '), a, b, n)
}

/** The SQL of `origin`, which reads the source, and of `n0`, `n1` and so on, in the order in which they read each other. */
export function textsOf(steps: readonly Step[], known: boolean): string[] {
  return [`select ${known ? 'id, amount' : '*'}, id % 3 as note from raw`, ...steps.map(textOf)]
}

/** The first node's columns are known to the analysis, or, with a star over the source, they are not. */
export function projectOf(steps: readonly Step[], comments: ReadonlySet<number>, known: boolean): Promise<Project> {
  const [origin = '', ...texts] = textsOf(steps, known)
  const sql = texts.map((text, index) => {
    return [`n${index}`, comments.has(index) ? `-- looked at\n${text.replace('select', 'SELECT')}` : text] as const
  })
  const nodes = steps.map(
    ({ view }, index) => `  n${index}: { sql: sql/n${index}.sql, materialized: ${view ? 'view' : 'table'} }`,
  )
  return project(
    shop(
      `sources: { raw: { file: "\${{ env.DATA }}/raw.csv" } }\nnodes:\n  origin: { sql: sql/origin.sql }\n${nodes.join('\n')}\n`,
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
      view: kinds.includes('view') ? !one.view : one.view,
      columns: columnEdits.filter((edit) => one.columns.includes(edit) !== kinds.includes(edit)),
    }
  })
}
