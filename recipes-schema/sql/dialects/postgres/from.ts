import { expressionOf, writePlain } from '../../query/draft.ts'
import type { From, Table } from '../../query/types.ts'
import { isTree, type Tree, treesOf, unfamiliarIn } from '../tree.ts'
import { kindOf, lowerExpression, stringsOf, writeAny } from './expression.ts'
import { isTableFunction } from './functions.ts'
import type { Source } from './index.ts'
import { lowerSelectStatement, nameAt, unreadOf } from './query.ts'

type Named = Pick<Table, 'alias' | 'columns'>

/** The kinds of what may stand in a FROM. */
export const fromKinds = new Set(
  'RangeVar RangeSubselect RangeFunction RangeTableFunc RangeTableSample JoinExpr JsonTable'.split(' '),
)

export function lowerFrom(entry: Tree, source: Source): From {
  const [kind, item] = kindOf(entry)
  switch (kind) {
    case 'RangeVar':
      return lowerTable(item, source)
    case 'RangeSubselect': {
      const [, statement] = kindOf(isTree(item.subquery) ? item.subquery : {})
      return {
        type: 'query',
        query: lowerSelectStatement(statement, source),
        lateral: item.lateral === true,
        ...namedBy(item.alias),
      }
    }
    case 'RangeFunction':
      return lowerFunction(item, source)
    case 'RangeTableSample': {
      const relation = lowerFrom(isTree(item.relation) ? item.relation : {}, source)
      if (relation.type !== 'table') break
      const how = expressionOf((draft) => writeAny([item.method, item.args, item.repeatable], draft, {}, source))
      return how.uses.length === 0 ? { ...relation, rest: how.form, choice: true } : unreadOf(item, 'a sample', source)
    }
    case 'JoinExpr':
      return lowerJoin(item, source)
  }
  return unreadOf(item, `a ${kind} in FROM`, source)
}

function namedBy(alias: unknown): Named {
  if (!isTree(alias)) return { alias: null, columns: [] }
  return { alias: String(alias.aliasname), columns: stringsOf(alias.colnames) }
}

function lowerTable(item: Tree, source: Source): Table {
  const span = nameAt(item.location, source)
  const { catalogname, schemaname, relname } = item
  const named = namedBy(item.alias)
  const text = (part: unknown): string | null => (part === undefined ? null : String(part))
  const [catalog, schema, name] = [text(catalogname), text(schemaname), String(relname)]
  source.finds.relations.push({ catalog, schema, name, alias: named.alias, ...span })
  return {
    type: 'table',
    start: span.start,
    names: [catalog, schema, name].filter((part) => part !== null),
    ...named,
    // ONLY leaves out what inherits.
    ...(item.inh === true ? {} : { rest: 'only' }),
  }
}

const functionMembers = new Set('lateral ordinality is_rowsfrom functions alias coldeflist'.split(' '))

/** A function in FROM may use what stands before it, as if LATERAL were written. */
function lowerFunction(item: Tree, source: Source): From {
  const calls = treesOf(item.functions).flatMap((list) => treesOf(kindOf(list)[1].items).slice(0, 1))
  const strange = calls.filter((call) => {
    const [kind, { funcname, location }] = kindOf(call)
    const name = stringsOf(funcname).at(-1) ?? kind
    if (kind === 'FuncCall' && isTableFunction(name)) return false
    source.finds.unseen.push({ name, start: source.offsetOf(Number(location ?? 0)) })
    return true
  })
  if (strange.length > 0 || unfamiliarIn(item, functionMembers) !== null)
    return unreadOf(item.functions, 'a table function', source)
  const value = expressionOf((draft) => {
    writePlain(draft, item.ordinality === true)
    // Whether it makes one row or many is known here: it stands in FROM.
    for (const call of calls) {
      const [, { funcname, args }] = kindOf(call)
      writePlain(draft, stringsOf(funcname))
      writeAny(args ?? null, draft, {}, source)
    }
    writeAny(item.coldeflist ?? null, draft, {}, source)
  })
  return { type: 'function', value, ...namedBy(item.alias) }
}

const joinMembers = new Set('jointype isNatural larg rarg usingClause quals rtindex'.split(' '))

function lowerJoin(item: Tree, source: Source): From {
  const { larg, rarg } = item
  const kind = String(item.jointype)
  const known = ['JOIN_INNER', 'JOIN_LEFT', 'JOIN_RIGHT', 'JOIN_FULL'].includes(kind)
  const strange = unfamiliarIn(item, joinMembers)
  if (!known || strange !== null || !isTree(larg) || !isTree(rarg))
    return unreadOf(item, `a join with ${strange ?? kind}`, source)
  return {
    type: 'join',
    kind,
    half: false,
    natural: item.isNatural === true,
    left: [lowerFrom(larg, source)],
    right: [lowerFrom(rarg, source)],
    on: isTree(item.quals) ? lowerExpression(item.quals, source) : null,
    using: stringsOf(item.usingClause),
  }
}
