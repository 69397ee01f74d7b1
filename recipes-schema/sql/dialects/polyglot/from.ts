import { expressionOf, writeColumn, writePlain } from '../../query/draft.ts'
import type { From, Join, Table, Values } from '../../query/types.ts'
import { listed } from '../listed.ts'
import { isTree, type Tree, treesOf, unfamiliarIn } from '../tree.ts'
import { fold, type Inside, kindOf, lowerExpression, nameOf, writeAny } from './expression.ts'
import { isTableFunction } from './functions.ts'
import { type Source, Unreadable } from './index.ts'
import { lowerQuery, unreadOf } from './query.ts'

/** The kinds of what may stand in a FROM, and nowhere else. */
export const fromKinds = listed('table joined_table pivot unpivot table_sample stage_reference lateral match_recognize')

interface Clause {
  readonly from: readonly From[]
  /** The names that qualify columns, those of the queries around among them. */
  readonly aliases: ReadonlySet<string>
}

/** FROM with its joins and lateral views, in the order of the text. */
export function lowerFromClause(select: Tree, source: Source, around: Inside): Clause {
  const aliases = new Set(around.aliases)
  const inside: Inside = { ...around, windows: new Map(), aliases }
  const lowered = (tree: unknown): From => {
    const item = lowerFrom(tree, source, inside)
    for (const name of namesIn(item)) aliases.add(name)
    return item
  }
  const clause = isTree(select.from) ? select.from : {}
  const strange = unfamiliarIn(clause, listed('expressions span comments'))
  const items: From[] =
    strange === null ? treesOf(clause.expressions).map(lowered) : [unreadOf(clause, `a ${strange}`, source, inside)]
  const from = lowerJoins(items, treesOf(select.joins), lowered, source, inside)
  const views = treesOf(select.lateral_views).map((view) => lowerLateralView(view, source, inside))
  return { from: [...from, ...views], aliases }
}

export function lowerFrom(tree: unknown, source: Source, inside: Inside): From {
  const [kind, item] = kindOf(tree)
  switch (kind) {
    case 'table':
      return lowerTable(item, source, inside)
    case 'subquery':
      return lowerDerived(item, source, inside)
    case 'values':
      return lowerValues(item, source, inside)
    case 'alias':
      return aliased(lowerFrom(item.this, source, inside), item, source, inside)
    case 'paren':
      return lowerFrom(item.this, source, inside)
    case 'joined_table': {
      if (unfamiliarIn(item, listed('left joins span comments')) !== null) break
      const lowered = (one: unknown): From => lowerFrom(one, source, inside)
      const [only, second] = lowerJoins([lowered(item.left)], treesOf(item.joins), lowered, source, inside)
      if (only !== undefined && second === undefined) return only
      break
    }
    case 'table_sample': {
      const sampled = lowerFrom(item.this, source, inside)
      const how = lowerExpression(item.sample, source, inside)
      if (sampled.type !== 'table' || how.uses.length > 0) break
      return { ...sampled, rest: how.form, choice: true }
    }
    case 'unnest':
    case 'lateral':
    case 'function':
      return lowerFunction(kind, item, source, inside)
  }
  return unreadOf(item, `a ${kind} in FROM`, source, inside)
}

function namesIn(item: From): string[] {
  if (item.type === 'join') return [...item.left, ...item.right].flatMap(namesIn)
  if (item.type === 'unread') return []
  const own = item.alias ?? (item.type === 'table' ? item.names.at(-1) : undefined)
  return own === undefined ? [] : [own]
}

const layout = 'span comments leading_comments trailing_comments alias_explicit_as alias_keyword'
const tableMembers = listed(`name schema catalog alias column_aliases table_sample ${layout}`)

function lowerTable(item: Tree, source: Source, inside: Inside): From {
  const identifiers = [item.catalog, item.schema, item.name].filter(isTree)
  // BigQuery takes a whole path in one pair of quotes.
  const written = identifiers.flatMap((one) => {
    const name = nameOf(one) ?? ''
    return source.dialect === 'bigquery' && one.quoted === true ? name.split('.') : [name]
  })
  const [name = '', schema = null, catalog = null] = written.toReversed()
  const names = written.map(fold)
  const alias = nameOf(item.alias)
  const columns = columnsOf(item)
  const [first = ''] = names
  // BigQuery's `FROM t, t.items` goes through an array of a row.
  if (source.dialect === 'bigquery' && names.length > 1 && inside.aliases?.has(first) === true) {
    const value = expressionOf((draft) => writeColumn(draft, written, names, {}))
    return { type: 'function', value, alias: alias === null ? (names.at(-1) ?? null) : fold(alias), columns }
  }
  const start = startOf(identifiers[0], source)
  source.finds.relations.push({ catalog, schema, name, alias, start, end: endOf(identifiers.at(-1), source) })
  const sample = isTree(item.table_sample) ? lowerExpression(item.table_sample, source, inside) : null
  const strange = unfamiliarIn(item, tableMembers)
  const exact =
    source.dialect === 'snowflake' &&
    identifiers.some((one) => one.quoted === true && one.name !== String(one.name).toUpperCase())
  const wild = /[*]/.test(name) ? 'tables by a pattern' : null
  const unproven = wild ?? (strange === null ? (exact ? 'a name whose case counts' : null) : `a table with ${strange}`)
  const inner = strange === null ? null : lowerExpression(item[strange], source, inside)
  const table: Table = {
    type: 'table',
    start,
    names,
    alias: alias === null ? null : fold(alias),
    columns,
    ...(sample === null ? {} : { rest: sample.form, choice: true }),
    ...(unproven === null ? {} : { unproven }),
  }
  if (inner === null || inner.uses.length === 0) return table
  return {
    type: 'unread',
    content: { ...inner, uses: [...inner.uses, { from: table }], unproven: `a table with ${strange}` },
  }
}

function startOf(identifier: Tree | undefined, source: Source): number {
  return spanOf(identifier, 'start', source)
}

function endOf(identifier: Tree | undefined, source: Source): number {
  return spanOf(identifier, 'end', source)
}

function spanOf(identifier: Tree | undefined, side: 'start' | 'end', source: Source): number {
  const span = isTree(identifier?.span) ? identifier.span : {}
  const place = span[side]
  if (typeof place !== 'number') throw new Unreadable('its parser does not tell where a relation stands')
  return source.offsetOf(place)
}

function columnsOf(item: Tree): string[] {
  return treesOf(item.column_aliases).map((one) => nameOf(one) ?? '')
}

const derivedMembers = listed(`this alias column_aliases lateral modifiers_inside ${layout}`)

function lowerDerived(item: Tree, source: Source, inside: Inside): From {
  if (unfamiliarIn(item, derivedMembers) !== null) return unreadOf(item, 'a subquery with more', source, inside)
  const [kind, members] = kindOf(item.this)
  const alias = nameOf(item.alias)
  const named = { alias: alias === null ? null : fold(alias), columns: columnsOf(item) }
  if (kind === 'values' && members.alias === undefined) return { ...lowerValues(members, source, inside), ...named }
  // Brackets around relations, not around a query.
  if (kind === 'table' || kind === 'joined_table')
    return alias === null ? lowerFrom(item.this, source, inside) : unreadOf(item, 'a join with a name', source, inside)
  return { type: 'query', query: lowerQuery(item.this, source, inside), lateral: item.lateral === true, ...named }
}

export function lowerValues(item: Tree, source: Source, inside: Inside): Values {
  const rows = treesOf(item.expressions)
  const value = expressionOf((draft) => writeAny(item.expressions, draft, inside, source))
  const [first] = rows
  const width = Array.isArray(first?.expressions) ? first.expressions.length : 0
  const alias = nameOf(item.alias)
  const names = Array.from(
    { length: width },
    (_, index) => `${source.dialect === 'snowflake' ? 'column' : 'col'}${index + 1}`,
  )
  return { type: 'values', value, names, alias: alias === null ? null : fold(alias), columns: columnsOf(item) }
}

function aliased(item: From, named: Tree, source: Source, inside: Inside): From {
  const alias = nameOf(named.alias)
  if (alias === null || item.type === 'join' || item.type === 'unread' || item.alias !== null)
    return item.type === 'unread' ? item : unreadOf(named, 'a name for a join', source, inside)
  return { ...item, alias: fold(alias), columns: columnsOf(named) }
}

/** A function in FROM may use what stands before it, as if LATERAL were written. */
function lowerFunction(kind: string, item: Tree, source: Source, inside: Inside): From {
  const wrapped = kind === 'lateral' || (kind === 'function' && fold(String(item.name)) === 'table')
  if (wrapped) {
    const inner = kind === 'lateral' ? item.this : treesOf(item.args)[0]
    const [innerKind] = kindOf(inner)
    if (innerKind === 'function' || innerKind === 'unnest') {
      const lowered = lowerFrom(inner, source, inside)
      const alias = typeof item.alias === 'string' ? item.alias : nameOf(item.alias)
      return lowered.type === 'function' && alias !== null ? { ...lowered, alias: fold(alias) } : lowered
    }
  }
  const name = kind === 'function' ? String(item.name) : kind
  const alias = nameOf(item.alias) ?? nameOf(item.offset_alias)
  if (!isTableFunction(name)) {
    const spans = /"start":(\d+)/.exec(JSON.stringify(item))
    source.finds.unseen.push({
      name: fold(name),
      start: placeOfCall(name, spans === null ? null : Number(spans[1]), source),
    })
    return unreadOf(item, `the table function ${name}`, source, inside)
  }
  const value = expressionOf((draft) => {
    writePlain(draft, fold(name))
    for (const [key, member] of Object.entries(item))
      if (!['name', 'alias', 'offset_alias', 'span'].includes(key)) writeAny(member, draft, inside, source)
  })
  return { type: 'function', value, alias: alias === null ? null : fold(alias), columns: columnsOf(item) }
}

/** A call's own place is not in the tree: it is where its name was last before what stands in it. */
function placeOfCall(name: string, inner: number | null, { text, offsetOf }: Source): number {
  const before = inner === null ? text : text.slice(0, offsetOf(inner))
  return Math.max(before.toLowerCase().lastIndexOf(name.toLowerCase()), 0)
}

function lowerLateralView(view: Tree, source: Source, inside: Inside): From {
  const [kind, members] = kindOf(view.this)
  const name = kind === 'function' ? String(members.name) : kind
  const alias = nameOf(view.table_alias)
  if (!isTableFunction(name)) return unreadOf(view, `the table function ${name}`, source, inside)
  const value = expressionOf((draft) => {
    writePlain(draft, [name, view.outer === true])
    for (const member of Object.values(members)) writeAny(member, draft, inside, source)
  })
  return { type: 'function', value, alias: alias === null ? null : fold(alias), columns: columnsOf(view) }
}

const joinMembers = listed(`this on using kind nesting_group use_inner_keyword use_outer_keyword ${layout}`)
const kinds = listed(
  'Inner Left Right Full Cross Implicit Natural NaturalLeft NaturalRight NaturalFull LeftSemi LeftAnti Semi Anti',
)

/** Each join takes what stands before it since the last comma. */
function lowerJoins(
  items: readonly From[],
  joins: readonly Tree[],
  lowered: (tree: unknown) => From,
  source: Source,
  inside: Inside,
): From[] {
  const from = [...items]
  for (const join of joins) {
    const kind = String(join.kind)
    const strange = unfamiliarIn(join, joinMembers) ?? (kinds.has(kind) ? null : kind)
    const left = from.pop()
    if (strange !== null || (join.nesting_group !== 0 && join.nesting_group !== undefined) || left === undefined) {
      if (left !== undefined) from.push(left)
      from.push(unreadOf(join, `a join with ${strange ?? 'brackets'}`, source, inside))
    } else if (kind === 'Implicit') from.push(left, lowered(join.this))
    else from.push(lowerJoin(kind, left, join, lowered, source, inside))
  }
  return from
}

function lowerJoin(
  kind: string,
  left: From,
  join: Tree,
  lowered: (tree: unknown) => From,
  source: Source,
  inside: Inside,
): Join {
  return {
    type: 'join',
    kind,
    half: /Semi|Anti/.test(kind),
    natural: kind.startsWith('Natural'),
    left: [left],
    right: [lowered(join.this)],
    on: isTree(join.on) ? lowerExpression(join.on, source, inside) : null,
    using: treesOf(join.using).map((one) => fold(nameOf(one) ?? '')),
  }
}
