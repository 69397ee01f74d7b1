import { spanAt } from '../../lexis/span.ts'
import { expressionOf, markUnproven, writePlain } from '../../query/draft.ts'
import type {
  Body,
  Cte,
  Expression,
  Groups,
  Item,
  Modifier,
  Order,
  QueryTree,
  Select,
  Unread,
} from '../../query/types.ts'
import { isTree, type Tree, treesOf, unfamiliarIn } from '../tree.ts'
import { type Inside, kindOf, lowerExpression, stringsOf, writeAny } from './expression.ts'
import { lowerFrom } from './from.ts'
import { Refusal, type Source } from './index.ts'
import { nameOfValue } from './names.ts'

/** The one statement of a text, which has to be a query and nothing but a query. */
export function lowerStatement(statement: Tree, source: Source): QueryTree {
  const [kind, body] = kindOf(statement)
  if (kind !== 'SelectStmt') throw new Refusal('sql.not_one_select', `it is ${wordsOf(kind)}`, 0)
  return lowerSelectStatement(body, source)
}

/** SELECT, VALUES or a set operation, with its common table expressions. Nothing in it is left out. */
export function lowerSelectStatement(statement: Tree, source: Source): QueryTree {
  if (statement.intoClause !== undefined) throw new Refusal('sql.not_one_select', 'it makes a table', 0)
  const clause = isTree(statement.withClause) ? statement.withClause : {}
  const recursive = clause.recursive === true
  return {
    ctes: treesOf(clause.ctes).map((cte) => lowerCte(cte, recursive, source)),
    body: lowerBody(statement, source),
  }
}

/** What is not understood, with all that can be found in it. */
export function unreadOf(tree: unknown, why: string, source: Source): Unread {
  const content = expressionOf((draft) => {
    markUnproven(draft, why)
    for (const member of isTree(tree) ? Object.values(tree) : [tree]) writeAny(member, draft, {}, source)
  })
  return { type: 'unread', content }
}

/** The stretch of a name that the tree says is at so many bytes. */
export function nameAt(location: unknown, { text, tokens, offsetOf }: Source): { start: number; end: number } {
  return spanAt(text, tokens, offsetOf(Number(location ?? 0)))
}

const cteMembers = new Set('ctename aliascolnames ctematerialized ctequery location'.split(' '))

/** WITH RECURSIVE lets each of them read all of them. */
function lowerCte(entry: Tree, recursive: boolean, source: Source): Cte {
  const [, cte] = kindOf(entry)
  const [kind, statement] = kindOf(isTree(cte.ctequery) ? cte.ctequery : {})
  const at = source.offsetOf(Number(cte.location ?? 0))
  if (kind !== 'SelectStmt') throw new Refusal('sql.not_one_select', `${cte.ctename} is ${wordsOf(kind)}`, at)
  const strange = unfamiliarIn(cte, cteMembers)
  const query = lowerSelectStatement(statement, source)
  return {
    name: String(cte.ctename),
    columns: stringsOf(cte.aliascolnames),
    // SEARCH and CYCLE add columns of their own.
    query: strange === null ? query : { ctes: [], body: unreadOf([cte], `a ${strange}`, source) },
    ...(recursive ? { recursive: true, forward: true } : {}),
  }
}

/** `CreateTableAsStmt` as people write it. */
function wordsOf(kind: string): string {
  return kind
    .replace(/Stmt$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase()
}

const setMembers = new Set('op all larg rarg withClause sortClause limitCount limitOffset limitOption'.split(' '))
const valuesMembers = new Set('op valuesLists withClause sortClause limitCount limitOffset limitOption'.split(' '))
const selectMembers = new Set(
  'op targetList fromClause whereClause groupClause groupDistinct havingClause windowClause distinctClause withClause sortClause limitCount limitOffset limitOption'.split(
    ' ',
  ),
)

function lowerBody(statement: Tree, source: Source): Body {
  const { op, larg, rarg } = statement
  if (op !== 'SETOP_NONE' && isTree(larg) && isTree(rarg) && unfamiliarIn(statement, setMembers) === null) {
    const operation = String(op).replace('SETOP_', '').toLowerCase()
    if (operation === 'union' || operation === 'except' || operation === 'intersect')
      return {
        type: 'set',
        operation,
        all: statement.all === true,
        left: lowerSelectStatement(larg, source),
        right: lowerSelectStatement(rarg, source),
        modifiers: lowerModifiers(statement, {}, source),
      }
  }
  if (statement.valuesLists !== undefined && unfamiliarIn(statement, valuesMembers) === null)
    return lowerValues(statement, source)
  const strange = unfamiliarIn(statement, selectMembers)
  if (strange === null) return lowerSelect(statement, source)
  return unreadOf({ ...statement, withClause: null }, `a ${strange}`, source)
}

function lowerValues(statement: Tree, source: Source): Select {
  const [first] = treesOf(statement.valuesLists)
  const [, list] = kindOf(first ?? {})
  const width = Array.isArray(list.items) ? list.items.length : 0
  const value = expressionOf((draft) => writeAny(statement.valuesLists, draft, {}, source))
  const names = Array.from({ length: width }, (_, index) => `column${index + 1}`)
  return {
    ...empty,
    from: [{ type: 'values', value, names, alias: null, columns: [] }],
    items: [{ type: 'star', of: [], exclude: [], replace: [], rename: [] }],
    modifiers: lowerModifiers(statement, {}, source),
  }
}

const empty: Select = {
  type: 'select',
  from: [],
  items: [],
  where: null,
  groups: null,
  having: null,
  qualify: null,
  modifiers: [],
}

function lowerSelect(statement: Tree, source: Source): Select {
  const windows = new Map(
    treesOf(statement.windowClause).map((entry) => {
      const [, window] = kindOf(entry)
      return [String(window.name), window] as const
    }),
  )
  const inside: Inside = { windows }
  const optional = (clause: unknown): Expression | null =>
    isTree(clause) ? lowerExpression(clause, source, inside) : null
  const distinct = treesOf(statement.distinctClause).filter((target) => Object.keys(target).length > 0)
  const modifiers = lowerModifiers(statement, inside, source)
  return {
    ...empty,
    from: treesOf(statement.fromClause).map((item) => lowerFrom(item, source)),
    items: treesOf(statement.targetList).map((item) => lowerItem(item, inside, source)),
    where: optional(statement.whereClause),
    groups: lowerGroups(statement, source, inside),
    having: optional(statement.havingClause),
    modifiers:
      statement.distinctClause === undefined
        ? modifiers
        : [{ type: 'distinct', on: distinct.map((target) => lowerExpression(target, source, inside)) }, ...modifiers],
  }
}

function lowerItem(entry: Tree, inside: Inside, source: Source): Item {
  const [, target] = kindOf(entry)
  const [kind, value] = kindOf(isTree(target.val) ? target.val : {})
  const fields = kind === 'ColumnRef' ? treesOf(value.fields) : []
  if (fields.length > 0 && kindOf(fields.at(-1) ?? {})[0] === 'A_Star')
    return { type: 'star', of: stringsOf(fields.slice(0, -1)), exclude: [], replace: [], rename: [] }
  const alias = target.name === undefined ? null : String(target.name)
  return {
    type: 'value',
    value: lowerExpression(target.val, source, inside),
    name: alias ?? nameOfValue(target.val),
    alias: alias !== null,
  }
}

function lowerGroups(statement: Tree, source: Source, inside: Inside): Groups | null {
  if (statement.groupClause === undefined) return null
  const keys: Expression[] = []
  const formOf = (entry: Tree): unknown => {
    const [kind, set] = kindOf(entry)
    if (kind === 'GroupingSet') return [set.kind, treesOf(set.content).map(formOf)]
    keys.push(lowerExpression(entry, source, inside))
    return keys.length
  }
  const form = JSON.stringify([statement.groupDistinct === true, treesOf(statement.groupClause).map(formOf)])
  return { keys, form }
}

function lowerModifiers(statement: Tree, inside: Inside, source: Source): Modifier[] {
  const modifiers: Modifier[] = []
  const by = treesOf(statement.sortClause).map((entry) => lowerOrder(entry, inside, source))
  if (by.length > 0) modifiers.push({ type: 'order', by })
  const { limitCount = null, limitOffset = null, limitOption = null } = statement
  if (limitCount !== null || limitOffset !== null) {
    const value = expressionOf((draft) => {
      writePlain(draft, limitOption)
      writeAny([limitCount, limitOffset], draft, inside, source)
    })
    modifiers.push({ type: 'limit', value })
  }
  return modifiers
}

function lowerOrder(entry: Tree, inside: Inside, source: Source): Order {
  const [, { node, sortby_dir, sortby_nulls, useOp }] = kindOf(entry)
  return {
    value: lowerExpression(node, source, inside),
    how: JSON.stringify([sortby_dir, sortby_nulls, useOp]),
  }
}
