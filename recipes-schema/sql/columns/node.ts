import { mergeParts, newDraft, partOf, takeAll } from './part.ts'
import type { Ctes, Query } from './query.ts'
import { type Relation, relationOf, renamed } from './relation.ts'
import { newScope, type Scope } from './scope.ts'
import { modifiersOf, readSelect } from './select.ts'
import { isTree, type Tree, textsOf, treesOf } from './tree.ts'
import { unproven } from './unproven.ts'

/** A query, or one inside another: its common table expressions, then its SELECT or set operation. */
export function readNode(node: Tree, outer: Scope | null, around: Ctes, query: Query): Relation {
  const ctes = readCtes(node, around, query)
  switch (node.type) {
    case 'SELECT_NODE':
      return readSelect(node, outer, ctes, query)
    case 'SET_OPERATION_NODE':
      return readSetOperation(node, outer, ctes, query)
    default:
      return unproven(`a ${node.type}`)
  }
}

/** Each sees those before it. None is correlated: what a name in it means has to be the same wherever it is read. */
function readCtes(node: Tree, around: Ctes, query: Query): Ctes {
  const ctes = new Map(around)
  for (const { key, value } of treesOf(isTree(node.cte_map) ? node.cte_map.map : [])) {
    const inner = isTree(value) && isTree(value.query) ? value.query.node : undefined
    if (!isTree(value) || !isTree(inner)) return unproven('a common table expression that is no query')
    const relation = renamed(query.inner(inner, null, ctes), textsOf(value.aliases))
    ctes.set(String(key).toLowerCase(), relation ?? unproven('column aliases over unknown columns'))
  }
  return ctes
}

/** UNION ALL puts rows under rows, so that columns stay apart; the others compare rows, so that all columns decide. */
function readSetOperation(node: Tree, outer: Scope | null, ctes: Ctes, query: Query): Relation {
  if (!['UNION', 'EXCEPT', 'INTERSECT'].includes(String(node.setop_type))) unproven(`a ${node.setop_type}`)
  if (!isTree(node.left) || !isTree(node.right)) return unproven('half a set operation')
  const [left, right] = [query.inner(node.left, outer, ctes), query.inner(node.right, outer, ctes)]
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
  const apart = complete && node.setop_type === 'UNION' && node.setop_all === true
  const scope = newScope(null)
  for (const column of columns) if (column.name !== null) scope.aliases.set(column.name.toLowerCase(), column)
  const value = [
    node.setop_type,
    node.setop_all,
    takeAll(rows, [left.rows, right.rows, ...(apart ? [] : sides)]),
    modifiersOf(node, { query, scope, ctes, into: rows }, { columns, complete }),
  ]
  return relationOf(partOf(value, rows), columns, complete)
}
