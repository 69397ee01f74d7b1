import type { Cte, QueryTree, SetOperation } from '../query/types.ts'
import { mergeParts, newDraft, type Part, partOf, takeAll } from './part.ts'
import type { Analysis, Ctes } from './place.ts'
import { type Relation, relationOf, renamed } from './relation.ts'
import { newScope, type Scope } from './scope.ts'
import { modifiersOf, readSelect } from './select.ts'
import { unproven } from './unproven.ts'

/** A query, or one inside another: its common table expressions, then its SELECT or set operation. */
export function readQuery(query: QueryTree, outer: Scope | null, around: Ctes, analysis: Analysis): Relation {
  const ctes = readCtes(query, around, analysis)
  switch (query.body.type) {
    case 'select':
      return readSelect(query.body, outer, ctes, analysis)
    case 'set':
      return readSetOperation(query.body, outer, ctes, analysis)
    default:
      return unproven(query.body.content.unproven ?? 'what is not understood')
  }
}

/** Each sees those before it. None is correlated: what a name in it means has to be the same wherever it is read. */
function readCtes({ ctes }: QueryTree, around: Ctes, analysis: Analysis): Ctes {
  const inSight = new Map(around)
  for (const { name, forward } of ctes) if (forward === true) inSight.set(name, null)
  for (const cte of ctes) {
    const relation = cte.recursive === true ? recursive(cte, inSight, analysis) : null
    const read = relation ?? renamed(readQuery(cte.query, null, inSight, analysis), cte.columns)
    inSight.set(cte.name, read ?? unproven('column aliases over unknown columns'))
  }
  return inSight
}

/**
 * A common table expression that reads itself: each round takes in all that the rounds before made, so that all of its
 * columns decide together. Null when it is written as one, but does not read itself.
 */
function recursive({ name, columns, query }: Cte, around: Ctes, analysis: Analysis): Relation | null {
  const { body } = query
  if (body.type !== 'set' || body.operation !== 'union') return null
  if (body.modifiers.length > 0) unproven('an order of something recursive')
  const ctes = readCtes(query, around, analysis)
  const start = renamed(readQuery(body.left, null, ctes, analysis), columns)
  if (start?.complete !== true) return unproven('something recursive over unknown columns')
  const itself = (label: unknown): Part => partOf(['itself', label], newDraft())
  const self = relationOf(
    itself('rows'),
    start.columns.map((column, index) => ({ name: column.name, ...itself(index) })),
    true,
  )
  const step = readQuery(body.right, null, new Map([...ctes, [name, self]]), analysis)
  if (!step.complete || step.columns.length !== start.columns.length) unproven('a step of another width')
  const whole = mergeParts(`recursive ${body.all}`, [start.rows, ...start.columns, step.rows, ...step.columns])
  return relationOf(
    whole,
    start.columns.map((column, index) => ({ name: column.name, ...mergeParts(`column ${index}`, [whole]) })),
    true,
  )
}

/** UNION ALL puts rows under rows, so that columns stay apart; the others compare rows, so that all columns decide. */
function readSetOperation(body: SetOperation, outer: Scope | null, ctes: Ctes, analysis: Analysis): Relation {
  const [left, right] = [readQuery(body.left, outer, ctes, analysis), readQuery(body.right, outer, ctes, analysis)]
  const rows = newDraft()
  const complete = left.complete && right.complete
  if (complete && left.columns.length !== right.columns.length) unproven('sides of different width')
  const sides = [...left.columns, ...right.columns]
  const columns = complete
    ? left.columns.map((column, index) => {
        const other = right.columns[index]
        return { ...mergeParts('both', other === undefined ? [column] : [column, other]), name: column.name }
      })
    : [{ ...mergeParts('both', sides), name: null }]
  const apart = complete && body.operation === 'union' && body.all
  const scope = newScope(null)
  const { fold } = analysis.traits
  for (const column of columns) if (column.name !== null) scope.aliases.set(fold(column.name), column)
  const value = [
    body.operation,
    body.all,
    body.rest ?? null,
    takeAll(rows, [left.rows, right.rows, ...(apart ? [] : sides)]),
    modifiersOf(body.modifiers, { analysis, scope, ctes, into: rows }, { columns, complete, named: scope.aliases }),
  ]
  return relationOf(partOf(value, rows), columns, complete)
}
