import { lexisOf } from '../../sql/lexis/lexis.ts'
import { tokensOf } from '../../sql/lexis/tokens.ts'
import type { SqlMutant } from './types.ts'

/** A word or sign of the query that means something, with where it stands. */
interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What a stretch of the query becomes. */
interface Edit {
  readonly fault: string
  readonly start: number
  readonly end: number
  readonly text: string
  readonly detail: string
}

type SqlFault = (pieces: readonly Piece[], index: number) => Edit | null

/** The registry of faults in SQL: each looks at one place of the query. */
const sqlFaults: readonly SqlFault[] = [
  innerForLeft,
  leftForInner,
  otherComparison,
  otherConnective,
  noCondition,
  otherAggregate,
]

/** The query with one fault each. Whether it parses, and changes anything, is seen by running it. */
export function sqlMutants(text: string, dialect: string): SqlMutant[] {
  const pieces = piecesOf(text, dialect)
  const edits = pieces.flatMap((_, index) => sqlFaults.flatMap((fault) => fault(pieces, index) ?? []))
  return edits.map(({ fault, start, end, text: replacement, detail }) => ({
    fault,
    detail,
    text: text.slice(0, start) + replacement + text.slice(end),
    line: text.slice(0, start).split('\n').length,
  }))
}

function piecesOf(text: string, dialect: string): Piece[] {
  const pieces: Piece[] = []
  for (const { type, start, end } of tokensOf(text, lexisOf(dialect))) {
    if (type === 'space' || type === 'comment') continue
    const last = pieces.at(-1)
    const sign = text.slice(start, end)
    // `<=` and its like are told as two signs.
    if (type === 'sign' && last?.end === start && /^(<=|>=|<>|!=)$/.test(last.text + sign))
      pieces[pieces.length - 1] = { text: last.text + sign, start: last.start, end }
    else pieces.push({ text: type === 'word' ? sign.toLowerCase() : sign, start, end })
  }
  return pieces
}

function innerForLeft(pieces: readonly Piece[], index: number): Edit | null {
  const [word, next, after] = [pieces[index], pieces[index + 1], pieces[index + 2]]
  if (word?.text !== 'left' || next === undefined) return null
  const join = next.text === 'outer' ? after : next
  if (join?.text !== 'join') return null
  return {
    fault: 'inner_for_left',
    start: word.start,
    end: join.end,
    text: 'join',
    detail: 'an inner join instead of a left one',
  }
}

function leftForInner(pieces: readonly Piece[], index: number): Edit | null {
  const [word, before] = [pieces[index], pieces[index - 1]]
  if (word?.text !== 'join' || before === undefined) return null
  if (
    ['left', 'right', 'full', 'outer', 'cross', 'natural', 'asof', 'semi', 'anti', 'positional'].includes(before.text)
  )
    return null
  const start = before.text === 'inner' ? before.start : word.start
  return {
    fault: 'left_for_inner',
    start,
    end: word.end,
    text: 'left join',
    detail: 'a left join instead of an inner one',
  }
}

const others: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>', '<>': '=', '!=': '=' }

function otherComparison(pieces: readonly Piece[], index: number): Edit | null {
  const sign = pieces[index]
  const other = others[sign?.text ?? '']
  if (sign === undefined || other === undefined) return null
  return {
    fault: 'wrong_filter',
    start: sign.start,
    end: sign.end,
    text: other,
    detail: `${other} instead of ${sign.text}`,
  }
}

function otherConnective(pieces: readonly Piece[], index: number): Edit | null {
  const word = pieces[index]
  // The `and` of `between` connects nothing.
  const isBetween = pieces.slice(Math.max(0, index - 4), index).some(({ text }) => text === 'between')
  if (word === undefined || !['and', 'or'].includes(word.text) || isBetween) return null
  const other = word.text === 'and' ? 'or' : 'and'
  return {
    fault: 'wrong_filter',
    start: word.start,
    end: word.end,
    text: other,
    detail: `${other} instead of ${word.text}`,
  }
}

/** The end of a WHERE or HAVING at its own depth of brackets. */
const clauseEnds = new Set([
  'group',
  'having',
  'order',
  'limit',
  'offset',
  'qualify',
  'window',
  'union',
  'except',
  'intersect',
  'fetch',
])

function noCondition(pieces: readonly Piece[], index: number): Edit | null {
  const word = pieces[index]
  if (word === undefined || (word.text !== 'where' && word.text !== 'having')) return null
  let depth = 0
  let at = index + 1
  for (; at < pieces.length; at++) {
    const { text } = pieces[at] as Piece
    if (text === '(') depth++
    if (text === ')' && --depth < 0) break
    if (depth === 0 && clauseEnds.has(text)) break
  }
  const last = pieces[at - 1]
  if (last === undefined || at === index + 1) return null
  return { fault: 'wrong_filter', start: word.start, end: last.end, text: '', detail: `no ${word.text.toUpperCase()}` }
}

const aggregates: Readonly<Record<string, string>> = { min: 'max', max: 'min', sum: 'avg', avg: 'sum' }

function otherAggregate(pieces: readonly Piece[], index: number): Edit | null {
  const [word, bracket] = [pieces[index], pieces[index + 1]]
  const other = aggregates[word?.text ?? '']
  if (word === undefined || other === undefined || bracket?.text !== '(') return null
  return {
    fault: 'wrong_aggregate',
    start: word.start,
    end: word.end,
    text: other,
    detail: `${other}() instead of ${word.text}()`,
  }
}
