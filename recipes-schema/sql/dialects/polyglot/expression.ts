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
import { listed } from '../listed.ts'
import { isTree, type Tree, treesOf } from '../tree.ts'
import { fromKinds, lowerFrom } from './from.ts'
import { isAggregate, isFunction, isWindow, leavesChoice } from './functions.ts'
import type { Source } from './index.ts'
import { lowerQuery, queryKinds } from './query.ts'

/** Where in a query an expression stands. */
export interface Inside extends Within {
  /** The function before OVER. */
  readonly windowed?: boolean
  /** The windows that the query names. */
  readonly windows?: ReadonlyMap<string, Tree>
  /** The relations of the queries around, by the names that qualify their columns. */
  readonly aliases?: ReadonlySet<string>
}

/** Kinds that are operators or syntax: their members are expressions and plain values, and nothing else. */
const plain = listed(`
  add all and any array array_func at_time_zone between bitwise_and bitwise_not bitwise_or bitwise_xor boolean bracketed
  case cast coalesce collate concat div dot eq escape extract gt gte i_like if_func in int_div interval is is_false is_json
  is_null is_true j_s_o_n_extract like literal lt lte map mod mul named_argument neg neq not null null_if null_safe_eq
  null_safe_neq nulls ordered or paren regexp_i_like regexp_like safe_cast similar_to struct sub subscript trim try_cast
  tuple var window_function within_group
`)

/** A node of the tree is an object of one member: its kind. */
export function kindOf(entry: unknown): [kind: string, members: Tree] {
  if (!isTree(entry)) return ['', {}]
  const [kind = '', second] = Object.keys(entry)
  const members = entry[kind]
  // Comments hang on a node of their own.
  if (kind === 'annotated' && isTree(members)) return kindOf(members.this)
  return second === undefined && kind !== 'this' && (isTree(members) || members === null)
    ? [kind, members ?? {}]
    : ['', {}]
}

/** The name of an identifier. */
export function nameOf(identifier: unknown): string | null {
  return isTree(identifier) && typeof identifier.name === 'string' ? identifier.name : null
}

export function fold(name: string): string {
  return name.toLowerCase()
}

export function lowerExpression(value: unknown, source: Source, inside: Inside): Expression {
  return expressionOf((draft) => writeAny(value, draft, inside, source), integerOf(value))
}

/** Writes a tree into an expression; what is unfamiliar makes it unproven, and is looked through all the same. */
export function writeAny(value: unknown, draft: Draft, inside: Inside, source: Source): void {
  if (Array.isArray(value)) {
    writeNode(draft, 'list', () => {
      for (const one of value) writeAny(one, draft, inside, source)
    })
    return
  }
  if (!isTree(value)) {
    writePlain(draft, value)
    return
  }
  const [kind, members] = kindOf(value)
  if (kind === '') writeMembers(value, draft, inside, source)
  else writeKind(kind, members, draft, inside, source)
}

function writeKind(kind: string, members: Tree, draft: Draft, inside: Inside, source: Source): void {
  if (kind === 'column' || kind === 'dot') writeName(kind, members, draft, inside, source)
  else if (kind === 'parameter') writeParameter(members, draft)
  else if (queryKinds.has(kind)) {
    if (inside.aggregate === true) markUnproven(draft, 'a subquery in an aggregate')
    writeUse(draft, { query: lowerQuery({ [kind]: members }, source, inside) })
  } else if (kind === 'exists' || (kind === 'subquery' && isTree(members.this)))
    writeSubquery(kind, members, draft, inside, source)
  else if (fromKinds.has(kind)) {
    markUnproven(draft, `a ${kind} in an expression`)
    writeUse(draft, { from: lowerFrom({ [kind]: members }, source, inside) })
  } else if (kind === 'lambda') writeLambda(members, draft, inside, source)
  else if (kind === 'alias')
    writeNode(draft, `named ${nameOf(members.alias)}`, () => writeAny(members.this, draft, inside, source))
  else {
    const within = markKind(kind, members, draft, inside)
    writeNode(draft, kind, () => {
      if (kind === 'window_function') {
        // Only the function itself is one over a window: what the window is made of may hold aggregates.
        const { this: called, ...others } = members
        writeAny(called, draft, { ...within, windowed: true }, source)
        writeMembers(others, draft, within, source)
      } else writeMembers(members, draft, within, source)
      if (isTree(members.over)) writeNamedWindow(members.over, draft, inside, source)
    })
  }
}

/** Positions and comments are layout. What is not set says nothing. */
function writeMembers(tree: Tree, draft: Draft, inside: Inside, source: Source): void {
  for (const [key, member] of Object.entries(tree)) {
    if (key === 'span' || key.endsWith('comments') || member === null || member === false) continue
    writePlain(draft, key)
    writeAny(member, draft, inside, source)
  }
}

function markKind(kind: string, members: Tree, draft: Draft, inside: Inside): Inside {
  if (kind === 'window_function') {
    markWindow(members, draft)
    return inside
  }
  // The bounds of a window's frame begin with a capital.
  if (plain.has(kind) || /^[A-Z]/.test(kind)) return inside
  const called = kind === 'function' || kind === 'aggregate_function' ? String(members.name) : kind
  const windowed = inside.windowed === true
  if (leavesChoice(called)) draft.choice = true
  if (windowed && (isWindow(called) || isAggregate(called))) return { ...inside, windowed: false }
  if (isAggregate(called)) {
    draft.aggregate = true
    return { ...inside, aggregate: true }
  }
  if (!isFunction(called)) markUnproven(draft, `the function ${called}`)
  if (/^(struct|named_struct|row|object_construct)/i.test(called)) return { ...inside, field: true }
  return inside
}

/** Among rows that are equal in the order the engine chooses, where frames go by rows; ranges and ranks treat them alike. */
function markWindow({ over }: Tree, draft: Draft): void {
  if (/"kind":"(Rows|Groups)"/.test(JSON.stringify(over ?? null))) draft.choice = true
}

/** What a window that the query names is made of. */
function writeNamedWindow(over: Tree, draft: Draft, inside: Inside, source: Source): void {
  const name = nameOf(over.window_name)
  if (name === null) return
  const spec = inside.windows?.get(fold(name))
  if (spec === undefined) {
    markUnproven(draft, `the window ${name}`)
    return
  }
  markWindow({ over: spec }, draft)
  const others = new Map([...(inside.windows ?? [])].filter(([other]) => other !== fold(name)))
  writeMembers(spec, draft, { ...inside, windows: others }, source)
  writeNamedWindow(spec, draft, { ...inside, windows: others }, source)
}

function writeName(kind: string, members: Tree, draft: Draft, inside: Inside, source: Source): void {
  const names = namesOf({ [kind]: members })
  if (names === null) {
    // A field of what is no name.
    writeNode(draft, kind, () => writeMembers(members, draft, inside, source))
    return
  }
  const written = names.map(({ name }) => name)
  const exact = names.some(
    ({ name, quoted }) => source.dialect === 'snowflake' && quoted && name !== name.toUpperCase(),
  )
  if (exact) markUnproven(draft, 'a name whose case counts')
  const last = written.at(-1) ?? ''
  // A session's variable, a column by its place, what the engine knows of a row's file.
  if (/^[@$]/.test(last) || /^(_table_suffix|_partition\w+|metadata\$\w+|_metadata|rowid)$/i.test(last))
    draft.choice = true
  const moment = names.length === 1 && names[0]?.quoted === false && isFunction(last) && leavesChoice(last)
  writeColumn(draft, written, written.map(fold), inside, moment)
}

interface Name {
  readonly name: string
  readonly quoted: boolean
}

/** The names of `a.b.c`, which the tree has as fields of a column; null for fields of something else. */
function namesOf(tree: unknown): Name[] | null {
  const [kind, members] = kindOf(tree)
  const nameAt = (identifier: unknown): Name[] => {
    const name = nameOf(identifier)
    return name === null ? [] : [{ name, quoted: isTree(identifier) && identifier.quoted === true }]
  }
  if (kind === 'column') return [...nameAt(members.table), ...nameAt(members.name)]
  if (kind !== 'dot') return null
  const before = namesOf(members.this)
  return before === null ? null : [...before, ...nameAt(members.field)]
}

function writeParameter({ name, style }: Tree, draft: Draft): void {
  if (style === 'Dollar' && typeof name === 'string') writeUse(draft, { parameter: name })
  else markUnproven(draft, 'a parameter that is no $name')
}

function writeSubquery(kind: string, members: Tree, draft: Draft, inside: Inside, source: Source): void {
  if (inside.aggregate === true) markUnproven(draft, 'a subquery in an aggregate')
  writeNode(draft, kind, () => {
    writePlain(draft, members.not === true)
    writeUse(draft, { query: lowerQuery(members.this, source, inside) })
  })
}

function writeLambda({ parameters, body }: Tree, draft: Draft, inside: Inside, source: Source): void {
  const names = treesOf(parameters).map((one) => fold(nameOf(one) ?? ''))
  const within = { ...inside, bound: new Set([...(inside.bound ?? []), ...names]) }
  writeNode(draft, `lambda ${names.join()}`, () => writeAny(body, draft, within, source))
}

/** An integer literal, as in `ORDER BY 2`; else null. */
function integerOf(tree: unknown): number | null {
  const [kind, { literal_type, value }] = kindOf(tree)
  return kind === 'literal' && literal_type === 'number' && /^\d{1,6}$/.test(String(value)) ? Number(value) : null
}
