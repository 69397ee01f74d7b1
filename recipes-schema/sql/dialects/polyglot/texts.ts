import { sha256 } from '../../../text/digest.ts'
import { next } from '../../lexis/span.ts'
import type { Token } from '../../lexis/tokens.ts'
import type { Body, Expression, From, Item, Modifier, QueryTree, Select } from '../../query/types.ts'
import { listed } from '../listed.ts'

/**
 * The same query with its words in it: those of a select list's items in the items, all others in the rows of the whole.
 * What a tree leaves out of the text then still makes a difference where it stands. Where the text and the tree do not
 * have the same select lists, or a name of the text is nowhere in the tree, nothing is proved.
 */
export function withTexts(query: QueryTree, text: string, tokens: readonly Token[], tree: unknown): QueryTree {
  const lists = selectLists(text, tokens)
  const reader: Reader = { lists, next: 0, matches: missingIn(tree, text, tokens).length === 0 }
  const { ctes, body } = inQuery(query, reader)
  if (!reader.matches || reader.next !== lists.length || body.type === 'unread') {
    const content: Expression = { form: '', uses: [{ query }], unproven: 'the tree is not the text' }
    return { ctes: [], body: { type: 'unread', content } }
  }
  return { ctes, body: { ...body, rest: `${body.rest ?? ''} ${wordsOutside(lists, text, tokens)}` } }
}

/** The items of one select list, each as a digest of its words. Places are in the text. */
interface List {
  readonly start: number
  end: number
  readonly items: string[]
}

/** Lists are met in the order in which the text has them. */
interface Reader {
  readonly lists: readonly List[]
  next: number
  matches: boolean
}

function inQuery({ ctes, body }: QueryTree, reader: Reader): QueryTree {
  return { ctes: ctes.map((cte) => ({ ...cte, query: inQuery(cte.query, reader) })), body: inBody(body, reader) }
}

function inBody(body: Body, reader: Reader): Body {
  if (body.type === 'unread') {
    skip(body.content, reader)
    return body
  }
  if (body.type === 'select') return inSelect(body, reader)
  const left = inQuery(body.left, reader)
  const right = inQuery(body.right, reader)
  skipModifiers(body.modifiers, reader)
  return { ...body, left, right }
}

function inSelect(body: Select, reader: Reader): Body {
  const list = body.implied === true ? undefined : reader.lists[reader.next++]
  // Lists in the list itself are in its items' words.
  while (list !== undefined && (reader.lists[reader.next]?.start ?? list.end) < list.end) reader.next++
  if (body.implied !== true && list?.items.length !== body.items.length) reader.matches = false
  const from = body.from.map((item) => inFrom(item, reader))
  for (const clause of [body.where, body.having, body.qualify]) if (clause !== null) skip(clause, reader)
  if (body.groups !== null && body.groups !== 'all') for (const key of body.groups.keys) skip(key, reader)
  skipModifiers(body.modifiers, reader)
  if (list === undefined) return { ...body, from }
  const stars = body.items.flatMap((item, index) => (item.type === 'star' ? [list.items[index]] : []))
  return {
    ...body,
    from,
    items: body.items.map((item, index) => withWords(item, list.items[index] ?? '')),
    rest: JSON.stringify([body.rest ?? '', ...stars]),
  }
}

function withWords(item: Item, words: string): Item {
  if (item.type === 'star') return item
  const { bare: _, ...value } = item.value
  // A column and nothing else is that column, however it is written.
  return item.value.bare === true ? item : { ...item, value: { ...value, form: `${value.form} ${words}` } }
}

function inFrom(from: From, reader: Reader): From {
  switch (from.type) {
    case 'query':
      return { ...from, query: inQuery(from.query, reader) }
    case 'join': {
      const left = from.left.map((item) => inFrom(item, reader))
      const right = from.right.map((item) => inFrom(item, reader))
      if (from.on !== null) skip(from.on, reader)
      return { ...from, left, right }
    }
    case 'table':
      return from
    default:
      skip(from.type === 'unread' ? from.content : from.value, reader)
      return from
  }
}

/** The words of these queries count where they stand. */
function skip({ uses }: Expression, reader: Reader): void {
  for (const use of uses) {
    if ('query' in use) inQuery(use.query, reader)
    if ('from' in use) inFrom(use.from, reader)
  }
}

function skipModifiers(modifiers: readonly Modifier[], reader: Reader): void {
  for (const modifier of modifiers) {
    if (modifier.type === 'limit') skip(modifier.value, reader)
    if (modifier.type === 'distinct') for (const one of modifier.on) skip(one, reader)
    if (modifier.type === 'order') for (const { value } of modifier.by) if (value !== 'all') skip(value, reader)
  }
}

/** What ends a select list. */
const ends = listed(
  'from where group order having limit offset fetch union except intersect minus window qualify into lateral cluster distribute sort',
)

/** Every select list of the text, in the order of their SELECTs. */
function selectLists(text: string, tokens: readonly Token[]): List[] {
  const lists: List[] = []
  const open: { list: List; words: string[]; depth: number }[] = []
  let depth = 0
  let before = ''
  const endItem = (): void => {
    const top = open.at(-1)
    if (top !== undefined) top.list.items.push(sha256(JSON.stringify(top.words.splice(0))))
  }
  const endList = (at: number): void => {
    endItem()
    const top = open.pop()
    if (top !== undefined) top.list.end = at
  }
  for (let index = next(tokens, -1); index < tokens.length; index = next(tokens, index)) {
    const token = tokens[index]
    if (token === undefined) break
    const written = text.slice(token.start, token.end)
    const word = token.type === 'word' || token.type === 'sign' ? written.toLowerCase() : ''
    // `* EXCEPT (a)` is part of a list.
    const closes = word === ')' || (ends.has(word) && !(word === 'except' && before === '*'))
    if (closes && open.at(-1)?.depth === depth) endList(token.start)
    if (word === '(') depth++
    if (word === ')') depth--
    const top = open.at(-1)
    if (word === ',' && top?.depth === depth) endItem()
    else if (word === 'select') {
      for (const { words } of open) words.push(written)
      const list: List = { start: token.end, end: text.length, items: [] }
      lists.push(list)
      open.push({ list, words: [], depth })
    } else if (!(before === 'select' && (word === 'distinct' || word === 'all')))
      for (const { words } of open) words.push(written)
    before = word
  }
  while (open.length > 0) endList(text.length)
  return lists
}

function wordsOutside(lists: readonly List[], text: string, tokens: readonly Token[]): string {
  const words: string[] = []
  let list = 0
  let inside = 0
  for (const { type, start, end } of tokens) {
    if (type === 'space' || type === 'comment') continue
    for (; (lists[list]?.start ?? text.length) <= start; list++) inside = Math.max(inside, lists[list]?.end ?? 0)
    const word = text.slice(start, end)
    if (start >= inside || /^(distinct|all)$/i.test(word)) words.push(word)
  }
  return sha256(JSON.stringify(words))
}

/** Words that a tree keeps in a way of its own. */
const syntax = listed(`
  all and any array as asc at between bernoulli both by case cast collate cross cube current date day days desc distinct
  else end escape except exclude exists extract false fetch filter first following for from full group grouping groups
  having hour hours if ignore ilike in inner intersect interval into is join last lateral leading left like limit local
  materialized minus minute minutes month months natural not null nulls of offset on only or order ordinality outer over
  partition preceding qualify quarter range recursive regexp rename repeatable replace respect right rlike rollup row rows
  sample second seconds select semi anti separator set sets some struct symmetric system table tablesample then ties time
  timestamp to top trailing true trim try_cast unbounded union unnest using value values varying view week weeks when where
  window with within without year years zone precision double character numeric decimal bool boolean int integer bigint smallint tinyint float real string varchar char bytes unknown percent lateral view outer position
`)

/** The names of the text that the tree has nowhere, neither as a value nor as a kind. */
export function missingIn(tree: unknown, text: string, tokens: readonly Token[]): string[] {
  const known = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string')
      for (const part of [value, ...value.split(/[^\p{L}\p{N}_$]+/u)]) known.add(plain(part))
    else if (value !== null && typeof value === 'object')
      for (const [key, member] of Object.entries(value)) {
        known.add(plain(key))
        if (key !== 'span') collect(member)
      }
  }
  collect(tree)
  return tokens.flatMap(({ type, start, end }, index) => {
    if (type !== 'word' && type !== 'name') return []
    // A function may have a kind of its own in the tree. Which one it is, its word tells.
    const after = tokens[next(tokens, index)]
    if (after?.type === 'sign' && text[after.start] === '(') return []
    const written = text.slice(start, end)
    if (type === 'word' && syntax.has(written.toLowerCase())) return []
    return known.has(plain(type === 'name' ? unquoted(written) : written)) ? [] : [written]
  })
}

function unquoted(name: string): string {
  const quote = name.at(-1) ?? ''
  return name.slice(name.indexOf(quote) + 1, -1).replaceAll(quote + quote, quote)
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}
