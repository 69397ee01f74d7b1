import {
  type Draft,
  expressionOf,
  markUnproven,
  type Within,
  writeColumn,
  writeNode,
  writePlain,
  writeUse,
} from '../../query/draft.ts'
import type { Expression } from '../../query/types.ts'
import { isTree, type Tree, treesOf } from '../tree.ts'
import { fromKinds, lowerFrom } from './from.ts'
import { isAggregate, isFunction, isWindow, leavesChoice, readsUnseen } from './functions.ts'
import { Refusal, type Source } from './index.ts'
import { lowerSelectStatement } from './query.ts'

/** Where in a query an expression stands. */
export interface Inside extends Within {
  /** The windows that the query names. */
  readonly windows?: ReadonlyMap<string, Tree>
}

/** Kinds whose members are expressions and plain values, and nothing else. */
const plain = new Set(
  `A_ArrayExpr A_Const A_Expr A_Indices A_Indirection BitString BoolExpr Boolean BooleanTest CaseExpr CaseWhen
   CoalesceExpr CollateClause ColumnDef Float GroupingFunc Integer List MinMaxExpr NamedArgExpr NullTest RowExpr SortBy
   String TypeName`.split(/\s+/),
)

/** A node of the tree is an object of one member: its kind. */
export function kindOf(entry: Tree): [kind: string, members: Tree] {
  const [kind = ''] = Object.keys(entry)
  const members = entry[kind]
  return [kind, isTree(members) ? members : {}]
}

/** The texts of a list of String nodes. */
export function stringsOf(value: unknown): string[] {
  return treesOf(value).flatMap((entry) => {
    const [kind, { sval }] = kindOf(entry)
    return kind === 'String' ? [String(sval ?? '')] : []
  })
}

export function lowerExpression(value: unknown, source: Source, inside: Inside = {}): Expression {
  return expressionOf((draft) => writeAny(value, draft, inside, source), isTree(value) ? integerOf(value) : null)
}

/** Writes a tree into an expression; what is unfamiliar makes it unproven, and is looked through all the same. */
export function writeAny(value: unknown, draft: Draft, inside: Inside, source: Source): void {
  if (Array.isArray(value)) {
    writeNode(draft, 'list', () => {
      for (const one of value) writeAny(one, draft, inside, source)
    })
  } else if (isTree(value)) writeTree(value, draft, inside, source)
  else writePlain(draft, value)
}

function writeTree(tree: Tree, draft: Draft, inside: Inside, source: Source): void {
  const [kind, members] = kindOf(tree)
  if (!/^[A-Z]/.test(kind) || Object.keys(tree).length > 1) writeMembers(tree, draft, inside, source)
  else if (kind === 'ColumnRef') writeName(members, draft, inside)
  else if (kind === 'ParamRef') writeParameter(members, draft, source)
  else if (kind === 'FuncCall') writeCall(members, draft, inside, source)
  else if (kind === 'SubLink') writeSubquery(members, draft, inside, source)
  else if (kind === 'SelectStmt') {
    markUnproven(draft, 'a query in an expression')
    writeUse(draft, { query: lowerSelectStatement(members, source) })
  } else if (fromKinds.has(kind)) {
    markUnproven(draft, `a ${kind} in an expression`)
    writeUse(draft, { from: lowerFrom(tree, source) })
  } else {
    if (/^(Insert|Update|Delete|Merge)Stmt$/.test(kind)) throw new Refusal('sql.not_one_select', 'it changes data', 0)
    markKind(kind, members, draft)
    writeNode(draft, kind, () => writeMembers(members, draft, inside, source))
  }
}

/** Positions are layout. */
function writeMembers(tree: Tree, draft: Draft, inside: Inside, source: Source): void {
  for (const [key, member] of Object.entries(tree)) {
    if (/(^location|_(start|end))$/.test(key)) continue
    writePlain(draft, key)
    writeAny(member, draft, inside, source)
  }
}

function markKind(kind: string, members: Tree, draft: Draft): void {
  if (kind === 'SQLValueFunction') draft.choice = true
  else if (kind === 'TypeCast') markCast(members, draft)
  else if (!plain.has(kind)) markUnproven(draft, `a ${kind}`)
  else if (kind === 'A_Expr') {
    const [schema, operator] = stringsOf(members.name)
    if (operator !== undefined && schema !== 'pg_catalog') markUnproven(draft, `an operator of ${schema}`)
  } else if (kind === 'A_Indirection' && treesOf(members.indirection).some((one) => kindOf(one)[0] === 'A_Star'))
    markUnproven(draft, 'all fields of a row')
}

/** `'now'::timestamp` is of the moment; `'t'::regclass` asks the catalog. */
function markCast({ arg, typeName }: Tree, draft: Draft): void {
  const [kind, constant] = kindOf(isTree(arg) ? arg : {})
  const text = kind === 'A_Const' && isTree(constant.sval) ? String(constant.sval.sval ?? '') : ''
  if (/^\s*(now|today|tomorrow|yesterday|allballs)\b/i.test(text)) draft.choice = true
  const names = isTree(typeName) ? stringsOf(typeName.names) : []
  if (/^reg/.test(names.at(-1) ?? '')) markUnproven(draft, 'a name of the catalog')
}

/** Where a row happens to be, and who wrote it when. */
const system = new Set('ctid xmin xmax cmin cmax tableoid'.split(' '))

function writeName({ fields }: Tree, draft: Draft, inside: Inside): void {
  const names = stringsOf(fields)
  if (names.length < treesOf(fields).length) markUnproven(draft, 'a row as a value')
  if (system.has(names.at(-1) ?? '')) draft.choice = true
  writeColumn(draft, names, names, inside)
}

function writeParameter({ location }: Tree, draft: Draft, source: Source): void {
  const offset = source.offsetOf(Number(location ?? 0))
  const parameter = source.parameters.get(offset)
  if (parameter === undefined) throw new Refusal('sql.syntax', 'a parameter needs a name, as in $name', offset)
  writeUse(draft, { parameter })
}

function writeCall(call: Tree, draft: Draft, inside: Inside, source: Source): void {
  const names = stringsOf(call.funcname)
  const name = names.at(-1) ?? ''
  if (readsUnseen(name)) source.finds.unseen.push({ name, start: source.offsetOf(Number(call.location ?? 0)) })
  const own = names.length === 1 || names[0] === 'pg_catalog'
  if (!own || !(isFunction(name) || isAggregate(name) || isWindow(name))) markUnproven(draft, `the function ${name}`)
  // `age(x)` is up to now, `age(x, y)` is not; `to_timestamp` and others have no such second face.
  if (leavesChoice(name) || (name === 'age' && treesOf(call.args).length === 1)) draft.choice = true
  const { over, location: _, funcname: __, ...members } = call
  // Before WITHIN GROUP `rank` and its like are aggregates.
  const aggregate = over === undefined && (isAggregate(name) || isWindow(name))
  if (aggregate) draft.aggregate = true
  writeNode(draft, `call ${name}`, () => {
    writeMembers(members, draft, aggregate ? { ...inside, aggregate: true } : inside, source)
    if (isTree(over)) writeWindow(over, over.name ?? over.refname, draft, inside, source)
  })
}

const nonDefaultFrame = 0x1
const byRows = 0x4 | 0x8

/** Among rows that are equal in the order the engine chooses, where frames go by rows; ranges and ranks treat them alike. */
function writeWindow(over: Tree, named: unknown, draft: Draft, inside: Inside, source: Source): void {
  const base = named === undefined ? null : inside.windows?.get(String(named))
  if (base === undefined) markUnproven(draft, `the window ${named}`)
  const { name: _, refname: __, location: ___, ...own } = over
  const options = Number(over.frameOptions ?? 0)
  if ((options & nonDefaultFrame) !== 0 && (options & byRows) !== 0) draft.choice = true
  writeNode(draft, 'over', () => {
    writeMembers(own, draft, inside, source)
    if (isTree(base)) {
      // A window is made of others, never of itself.
      const others = new Map([...(inside.windows ?? [])].filter(([other]) => other !== named))
      writeWindow(base, base.refname, draft, { ...inside, windows: others }, source)
    }
  })
}

function writeSubquery(link: Tree, draft: Draft, inside: Inside, source: Source): void {
  if (inside.aggregate === true) markUnproven(draft, 'a subquery in an aggregate')
  const [kind, statement] = kindOf(isTree(link.subselect) ? link.subselect : {})
  writeNode(draft, `subquery ${link.subLinkType}`, () => {
    writeAny(link.operName ?? null, draft, inside, source)
    writeAny(link.testexpr ?? null, draft, inside, source)
    if (kind === 'SelectStmt') writeUse(draft, { query: lowerSelectStatement(statement, source) })
    else writeAny(link.subselect, draft, inside, source)
  })
}

/** An integer literal, as in `ORDER BY 2`; else null. */
function integerOf(tree: Tree): number | null {
  const [kind, { ival }] = kindOf(tree)
  return kind === 'A_Const' && isTree(ival) ? Number(ival.ival ?? 0) : null
}
