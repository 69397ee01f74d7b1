import { sha256 } from '../../text/digest.ts'
import type { ParsedSql, RelationRead, UnseenRead } from '../parser.ts'
import { lexisOf } from './lexis.ts'
import { parameterUses } from './parameters.ts'
import { next } from './span.ts'
import { type Token, tokensOf } from './tokens.ts'

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

const beginnings = set('select with from values table pivot unpivot')
const changes = set('insert update delete merge create drop alter truncate grant revoke copy call')
/** Functions in whose brackets FROM is a word of the function's. */
const withFrom = set('extract substring substr trim overlay position')
/** After these a FROM clause has ended. */
const ends = set('where group order having limit offset fetch union except intersect minus window qualify select with')
/** What stands between FROM and a relation, and is none. */
const fillers = set('lateral only')
/** What may stand after a relation that is no alias of it. */
const followers = set(`
  on using join left right full inner outer cross natural semi anti asof positional global any where group order having
  limit offset fetch union except intersect minus window qualify select with pivot unpivot tablesample sample for at
  lateral into match_recognize connect start values set cluster distribute sort
`)
const harmless = set('unnest generate_series range sequence flatten table explode posexplode generate_array')

/**
 * A query that no parser could read: a digest of its text without comments and layout, and the names that stand where
 * relations do. Refused all the same is what is more than one statement, or no query.
 */
export function unreadQuery(text: string, dialect: string, message: string, offset: number): ParsedSql {
  const tokens = tokensOf(text, lexisOf(dialect))
  const refusal = refusalOf(text, tokens)
  if (refusal !== null) return { ok: false, code: 'sql.not_one_select', ...refusal }
  // Where a quote or a comment does not end, it is not sure what is a comment.
  const sure = tokens.every(({ type }) => type !== 'unended')
  const significant = tokens.filter(({ type }) => type !== 'space' && type !== 'comment')
  const words = significant.map(({ start, end }) => text.slice(start, end))
  return {
    ok: true,
    shape: {
      dialect,
      ...relationsOf(text, tokens),
      parameters: parameterUses(text, tokens),
      items: sure && selectsOne(words) ? 1 : null,
      canonical: sha256(sure ? JSON.stringify(words) : text),
      unread: { message, offset },
      tree: null,
    },
  }
}

function refusalOf(text: string, tokens: readonly Token[]): { message: string; offset: number } | null {
  const first = tokens[next(tokens, -1)]
  if (first === undefined) return { message: 'there is no statement', offset: 0 }
  const beginning = text.slice(first.start, first.end)
  if (beginning !== '(' && !beginnings.has(beginning.toLowerCase()))
    return { message: `it begins with ${beginning.slice(0, 30)}`, offset: first.start }
  let depth = 0
  let before = ''
  for (const { type, start, end } of tokens) {
    if (type === 'space' || type === 'comment') continue
    const word = text.slice(start, end).toLowerCase()
    if (type === 'sign' && word === '(') depth++
    if (type === 'sign' && word === ')') depth--
    if (before === ';') return { message: 'there is more than one statement', offset: start }
    // A WITH may lead to a change.
    if (type === 'word' && depth === 0 && before === ')' && changes.has(word))
      return { message: `it is ${word.toUpperCase()}`, offset: start }
    before = type === 'sign' ? word : type === 'word' ? 'word' : type
  }
  return null
}

/** `SELECT` and one thing, whatever it is: no second one beside it, and nothing that follows a select list. */
function selectsOne(words: readonly string[]): boolean {
  if (words[0]?.toLowerCase() !== 'select' || words.length === 1) return false
  let depth = 0
  return words.slice(1).every((word) => {
    if (word === '(') depth++
    if (word === ')') depth--
    return (
      depth > 0 || (depth === 0 && word !== ',' && word !== ';' && word !== 'from' && !ends.has(word.toLowerCase()))
    )
  })
}

/** Within one pair of brackets. */
interface Level {
  /** A FROM clause: a comma leads to the next relation. */
  from: boolean
  /** A relation may come next. */
  expects: boolean
  readonly call: boolean
}

function relationsOf(text: string, tokens: readonly Token[]): { reads: RelationRead[]; unseen: UnseenRead[] } {
  const reads: RelationRead[] = []
  const unseen: UnseenRead[] = []
  const hidden = new Set<string>()
  let level: Level = { from: false, expects: false, call: false }
  const levels: Level[] = []
  let before = ''
  for (let index = next(tokens, -1); index < tokens.length; index = next(tokens, index)) {
    const token = tokens[index]
    if (token === undefined) break
    const word = text.slice(token.start, token.end).toLowerCase()
    if (declaresQuery(text, tokens, index)) hidden.add(nameOf(text, token).toLowerCase())
    if (word === '(' && token.type === 'sign') {
      levels.push(level)
      level = { from: level.expects, expects: level.expects, call: withFrom.has(before) }
    } else if (word === ')' && token.type === 'sign') {
      level = levels.pop() ?? level
      level.expects = false
    } else if (word === ',' && token.type === 'sign') level.expects = level.from
    else if (token.type === 'word' && word === 'from' && !level.call && before !== 'distinct') {
      level.from = true
      level.expects = true
    } else if (token.type === 'word' && (word === 'join' || (/^(un)?pivot$/.test(word) && /^\(?$/.test(before))))
      level.expects = true
    else if (token.type === 'word' && ends.has(word)) {
      level.from = false
      level.expects = false
    } else if (level.expects && (token.type === 'name' || token.type === 'word') && !fillers.has(word)) {
      const chain = chainAt(text, tokens, index)
      level.expects = false
      if (chain.call && word !== 'values') {
        if (!harmless.has(word)) unseen.push({ name: word, start: token.start })
      } else if (word === 'values') level.from = false
      else reads.push(chain.read)
      index = chain.last
      before = 'name'
      continue
    } else if (level.expects && !fillers.has(word)) level.expects = false
    before = token.type === 'word' || token.type === 'sign' ? word : token.type
  }
  const shown = reads.filter(({ schema, name }) => schema !== null || !hidden.has(name.toLowerCase()))
  return { reads: shown, unseen }
}

/** True for `name AS (` and `name (a, b) AS (`. */
function declaresQuery(text: string, tokens: readonly Token[], index: number): boolean {
  const { type } = tokens[index] ?? { type: 'sign' }
  if (type !== 'word' && type !== 'name') return false
  const wordAt = (at: number): string => {
    const token = tokens[at]
    return token === undefined ? '' : text.slice(token.start, token.end).toLowerCase()
  }
  const isName = (at: number): boolean => tokens[at]?.type === 'name' || tokens[at]?.type === 'word'
  let at = next(tokens, index)
  if (wordAt(at) === '(') {
    do at = next(tokens, at)
    while (isName(at) || wordAt(at) === ',')
    if (wordAt(at) !== ')') return false
    at = next(tokens, at)
  }
  if (wordAt(at) !== 'as') return false
  at = next(tokens, at)
  while (wordAt(at) === 'not' || wordAt(at) === 'materialized') at = next(tokens, at)
  return wordAt(at) === '('
}

interface Chain {
  readonly read: RelationRead
  readonly last: number
  readonly call: boolean
}

/** The possibly qualified name that begins at a token, with the alias after it. */
function chainAt(text: string, tokens: readonly Token[], index: number): Chain {
  const names: string[] = []
  let last = index
  for (let at: number | null = index; at !== null; ) {
    const token = tokens[at]
    if (token?.type !== 'name' && token?.type !== 'word') break
    // BigQuery takes a whole path in one pair of quotes.
    names.push(...(text[token.start] === '`' ? nameOf(text, token).split('.') : [nameOf(text, token)]))
    last = at
    const dot = next(tokens, at)
    at = text[tokens[dot]?.start ?? text.length] === '.' && tokens[dot]?.type === 'sign' ? next(tokens, dot) : null
  }
  const [name = '', schema = null, catalog = null] = names.toReversed()
  const after = next(tokens, last)
  const start = tokens[index]?.start ?? 0
  return {
    read: { catalog, schema, name, alias: aliasAt(text, tokens, after), start, end: tokens[last]?.end ?? start },
    last,
    call: tokens[after]?.type === 'sign' && text[tokens[after].start] === '(',
  }
}

function aliasAt(text: string, tokens: readonly Token[], index: number): string | null {
  const token = tokens[index]
  const word = token === undefined ? '' : text.slice(token.start, token.end).toLowerCase()
  if (token?.type === 'name') return nameOf(text, token)
  if (token?.type !== 'word') return null
  if (word === 'as') return aliasAt(text, tokens, next(tokens, index))
  return followers.has(word) ? null : nameOf(text, token)
}

function nameOf(text: string, token: Token): string {
  const written = text.slice(token.start, token.end)
  if (token.type !== 'name') return written
  const quote = written.at(-1) ?? ''
  return written.slice(written.indexOf(quote) + 1, -1).replaceAll(quote + quote, quote)
}
