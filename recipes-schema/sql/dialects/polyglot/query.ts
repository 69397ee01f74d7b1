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
import { listed } from '../listed.ts'
import { isTree, type Tree, treesOf, unfamiliarIn } from '../tree.ts'
import { fold, type Inside, kindOf, lowerExpression, nameOf, writeAny } from './expression.ts'
import { lowerFromClause, lowerValues } from './from.ts'
import type { Source } from './index.ts'

/** The kinds that are queries as they are; a subquery is one in brackets. */
export const queryKinds = listed('select union intersect except values')

/** SELECT, VALUES or a set operation, with its common table expressions. Nothing in it is left out. */
export function lowerQuery(tree: unknown, source: Source, inside: Inside): QueryTree {
  const [kind, members] = kindOf(tree)
  if (kind === 'subquery' && unfamiliarIn(members, inBrackets) === null && queryIn(members.this))
    return lowerQuery(members.this, source, inside)
  const clause = isTree(members.with) ? members.with : {}
  const recursive = clause.recursive === true
  const ctes = treesOf(clause.ctes).map((cte) => lowerCte(cte, recursive, source, inside))
  const strange = unfamiliarIn(clause, withMembers)
  const body =
    strange === null
      ? lowerBody(kind, members, source, inside)
      : unreadOf({ ...members, with: null }, 'a WITH', source, inside)
  return { ctes, body }
}

/** What is not understood, with all that can be found in it. */
export function unreadOf(tree: unknown, why: string, source: Source, inside: Inside): Unread {
  const content = expressionOf((draft) => {
    markUnproven(draft, why)
    for (const member of isTree(tree) ? Object.values(tree) : [tree]) writeAny(member, draft, inside, source)
  })
  return { type: 'unread', content }
}

const layout = 'span comments leading_comments trailing_comments post_select_comments operator_comments'
const inBrackets = listed(`this modifiers_inside ${layout}`)
const withMembers = listed(`ctes recursive ${layout}`)
const cteMembers = listed(`alias this columns materialized alias_first ${layout}`)
const setMembers = listed(`left right all distinct with order_by limit offset ${layout}`)
const selectMembers = listed(
  `expressions from joins lateral_views where_clause group_by having qualify order_by limit offset fetch distinct distinct_on with windows top ${layout}`,
)

function queryIn(tree: unknown): boolean {
  const [kind] = kindOf(tree)
  return kind === 'subquery' || queryKinds.has(kind)
}

function lowerCte(cte: Tree, recursive: boolean, source: Source, inside: Inside): Cte {
  const name = fold(nameOf(cte.alias) ?? '')
  const strange = unfamiliarIn(cte, cteMembers)
  const query = lowerQuery(cte.this, source, inside)
  // Snowflake knows recursion without the word: by a second half that reads the name which the first does not.
  const itself = recursive || (source.dialect === 'snowflake' && readsItself(cte.this, name))
  return {
    name,
    columns: treesOf(cte.columns).map((column) => nameOf(column) ?? ''),
    query: strange === null ? query : { ctes: [], body: unreadOf([cte], `a ${strange}`, source, inside) },
    ...(itself ? { recursive: true } : {}),
    ...(recursive && source.dialect === 'bigquery' ? { forward: true } : {}),
  }
}

function readsItself(tree: unknown, name: string): boolean {
  const [kind, { left, right, all }] = kindOf(tree)
  const reads = (side: unknown): boolean =>
    JSON.stringify(side ?? null)
      .toLowerCase()
      .includes(`{"table":{"name":{"name":${JSON.stringify(name)}`)
  return kind === 'union' && all === true && reads(right) && !reads(left)
}

function lowerBody(kind: string, members: Tree, source: Source, inside: Inside): Body {
  if (kind === 'union' || kind === 'intersect' || kind === 'except') {
    if (unfamiliarIn(members, setMembers) === null)
      return {
        type: 'set',
        operation: kind,
        all: members.all === true,
        left: lowerQuery(members.left, source, inside),
        right: lowerQuery(members.right, source, inside),
        modifiers: lowerModifiers(members, source, inside),
      }
  }
  if (kind === 'values' && unfamiliarIn(members, listed(`expressions with ${layout}`)) === null) {
    const star: Item = { type: 'star', of: [], exclude: [], replace: [], rename: [] }
    return { ...empty, from: [lowerValues(members, source, inside)], items: [star], implied: true }
  }
  const strange = kind === 'select' ? unfamiliarIn(members, selectMembers) : kind
  if (strange === null) return lowerSelect(members, source, inside)
  return unreadOf({ ...members, with: null }, `a ${strange}`, source, inside)
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

function lowerSelect(members: Tree, source: Source, around: Inside): Select {
  const windows = new Map(
    treesOf(members.windows).map(({ name, spec }) => [fold(nameOf(name) ?? ''), isTree(spec) ? spec : {}] as const),
  )
  const { from, aliases } = lowerFromClause(members, source, around)
  const inside: Inside = { windows, aliases, bound: around.bound ?? new Set() }
  const optional = (clause: unknown): Expression | null =>
    isTree(clause) ? lowerExpression(clause.this, source, inside) : null
  const on = treesOf(members.distinct_on)
  const distinct: Modifier[] =
    members.distinct === true || on.length > 0
      ? [{ type: 'distinct', on: on.map((one) => lowerExpression(one, source, inside)) }]
      : []
  return {
    ...empty,
    from,
    items: treesOf(members.expressions).map((item) => lowerItem(item, source, inside)),
    where: optional(members.where_clause),
    groups: lowerGroups(members.group_by, source, inside),
    having: optional(members.having),
    qualify: optional(members.qualify),
    modifiers: [...distinct, ...lowerModifiers(members, source, inside)],
  }
}

function lowerItem(tree: Tree, source: Source, inside: Inside): Item {
  const [kind, members] = kindOf(tree)
  if (kind === 'star') return lowerStar(members, source, inside)
  if (kind === 'alias' && treesOf(members.column_aliases).length === 0)
    return {
      type: 'value',
      value: lowerExpression(members.this, source, inside),
      name: nameOf(members.alias),
      alias: true,
    }
  const value = lowerExpression(tree, source, inside)
  // The engine names what has no alias; only a plain column's name is sure.
  return { type: 'value', value, name: kind === 'column' ? nameOf(members.name) : null, alias: false }
}

const starMembers = listed(`table except replace rename ${layout}`)

function lowerStar(star: Tree, source: Source, inside: Inside): Item {
  const strange = unfamiliarIn(star, starMembers)
  const table = nameOf(star.table)
  const names = (list: unknown): string[] => treesOf(list).map((one) => fold(nameOf(one) ?? ''))
  return {
    type: 'star',
    of: table === null ? [] : [fold(table)],
    exclude: names(star.except),
    replace: treesOf(star.replace).map((one) => [
      fold(nameOf(one.alias) ?? ''),
      lowerExpression(one.this, source, inside),
    ]),
    rename: (Array.isArray(star.rename) ? star.rename : []).map((pair: unknown) => {
      const [from, to] = treesOf(pair)
      return [fold(nameOf(from) ?? ''), nameOf(to) ?? ''] as const
    }),
    ...(strange === null ? {} : { unproven: `* with ${strange}` }),
  }
}

const groupMembers = listed(`expressions all ${layout}`)

function lowerGroups(clause: unknown, source: Source, inside: Inside): Groups | null {
  if (!isTree(clause)) return null
  const keys: Expression[] = []
  const grouping = (tree: unknown): unknown => {
    const [kind, { name, args, expressions }] = kindOf(tree)
    const called = kind === 'function' ? String(name).toUpperCase() : kind === 'tuple' ? 'TUPLE' : ''
    if (/^(GROUPING SETS|CUBE|ROLLUP|TUPLE)$/.test(called))
      return [called, [...treesOf(args), ...treesOf(expressions)].map(grouping)]
    keys.push(lowerExpression(tree, source, inside))
    return keys.length
  }
  if (clause.all === true && treesOf(clause.expressions).length === 0) return 'all'
  const form = JSON.stringify(treesOf(clause.expressions).map(grouping))
  const strange = unfamiliarIn(clause, groupMembers)
  // A form of grouping that is not known: its keys are looked through, and nothing is proved.
  if (strange !== null) keys.push(unreadOf([clause], `a ${strange}`, source, inside).content)
  return { keys, form }
}

const limits = ['limit', 'offset', 'fetch', 'top']

function lowerModifiers(members: Tree, source: Source, inside: Inside): Modifier[] {
  const modifiers: Modifier[] = []
  const by = isTree(members.order_by) ? treesOf(members.order_by.expressions) : []
  if (by.length > 0) modifiers.push({ type: 'order', by: by.map((order) => lowerOrder(order, source, inside)) })
  const written = limits.filter((key) => isTree(members[key]))
  if (written.length > 0) {
    const value = expressionOf((draft) => {
      for (const key of written) {
        writePlain(draft, key)
        writeAny(members[key], draft, inside, source)
      }
    })
    modifiers.push({ type: 'limit', value })
  }
  return modifiers
}

function lowerOrder({ this: value, ...how }: Tree, source: Source, inside: Inside): Order {
  const [kind, members] = kindOf(value)
  const { span: _, ...rest } = how
  const all = kind === 'column' && fold(nameOf(members.name) ?? '') === 'all' && members.table === null
  return { value: all ? 'all' : lowerExpression(value, source, inside), how: JSON.stringify(rest) }
}
