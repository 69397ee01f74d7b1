import { lexisOf } from '../../recipes-schema/sql/lexis/lexis.ts'
import { type Token, tokensOf } from '../../recipes-schema/sql/lexis/tokens.ts'
import { keptName } from '../../recipes-schema/sql/snowflake-names.ts'
import type { Parameters, Value } from './warehouse.ts'

/** A statement as Snowflake takes it, with what stands for its `?`. */
export interface SnowflakeStatement {
  readonly text: string
  readonly binds: readonly Value[]
  /** The place in the text that was given of a place in this one. */
  readonly originOf: (offset: number) => number
}

/**
 * Galley's own statements are in standard SQL; people's queries in them are Snowflake's. What differs is told by its
 * tokens, so that both may stand in one statement:
 * - `"name"` is NAME, as is the name without quotes: a name that could stand without them means the same with them;
 * - `$1` is a value that is bound;
 * - `aggregate(x) FILTER (WHERE c)`, which Snowflake has not, is `aggregate(CASE WHEN c THEN x END)`;
 * - `INTERVAL '1' DAY` is `INTERVAL '1 DAY'`.
 */
export function snowflakeStatement(sql: string, parameters: Parameters = []): SnowflakeStatement {
  const unfiltered = withoutFilters(sql)
  const tokens = tokensOf(unfiltered, lexisOf('snowflake'))
  const binds: Value[] = []
  const stretches: { readonly at: number; readonly from: number }[] = []
  let text = ''
  const add = (part: string, from: number): void => {
    stretches.push({ at: text.length, from })
    text += part
  }
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token
    const { start, end } = token
    const written = unfiltered.slice(start, end)
    const next = tokens[index + 1]
    if (token.type === 'name') add(folded(written), start)
    else if (written === '$' && next?.type === 'number') {
      const place = Number(unfiltered.slice(next.start, next.end)) - 1
      const known = place in parameters
      if (known) binds.push(parameters[place] ?? null)
      add(known ? '?' : unfiltered.slice(start, next.end), start)
      index++
    } else if (token.type === 'text' && isInterval(unfiltered, tokens, index)) {
      const unit = tokens[index + 2] as Token
      add(`'${written.slice(1, -1)} ${unfiltered.slice(unit.start, unit.end)}'`, start)
      index += 2
    } else add(written, start)
  }
  return {
    text,
    binds,
    originOf(offset) {
      const stretch = stretches.findLast(({ at }) => at <= offset)
      return Math.min((stretch?.from ?? 0) + offset - (stretch?.at ?? 0), sql.length)
    },
  }
}

/** A quoted name as it is kept. */
function folded(quoted: string): string {
  return `"${keptName(quoted.slice(1, -1))}"`
}

function isInterval(sql: string, tokens: readonly Token[], index: number): boolean {
  const word = (at: number): string => {
    const token = tokens[at]
    return token?.type === 'word' ? sql.slice(token.start, token.end).toUpperCase() : ''
  }
  const between = [tokens[index - 1], tokens[index + 1]].every((one) => one?.type === 'space')
  const text = tokens[index] as Token
  return (
    between &&
    word(index - 2) === 'INTERVAL' &&
    /^(SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|YEAR)$/.test(word(index + 2)) &&
    /^'-?\d+'$/.test(sql.slice(text.start, text.end))
  )
}

const filter = ') FILTER (WHERE '

/** The last one first: within a condition there may be another. */
function withoutFilters(sql: string): string {
  let text = sql
  for (let at = text.lastIndexOf(filter); at !== -1; at = at === 0 ? -1 : text.lastIndexOf(filter, at - 1))
    text = rewrittenFilter(text, at) ?? text
  return text
}

/** `close` is the place of the bracket that ends the aggregate's arguments. Null where it is part of a text or comment. */
function rewrittenFilter(sql: string, close: number): string | null {
  const tokens = tokensOf(sql, lexisOf('snowflake'))
  const at = tokens.findIndex(({ start, type }) => start === close && type === 'sign')
  const open = at === -1 ? null : partner(sql, tokens, at, -1)
  const where = tokens.findIndex(({ start }) => start === close + ') FILTER '.length)
  const end = where === -1 ? null : partner(sql, tokens, where, 1)
  if (open === null || end === null) return null
  const [from, to] = [(tokens[open] as Token).end, (tokens[end] as Token).start]
  const condition = sql.slice(close + filter.length, to)
  const written = sql.slice(from, close)
  const distinct = /^\s*DISTINCT\s+/i.exec(written)?.[0] ?? ''
  const items = listed(written.slice(distinct.length))
  const cases = items.map((item) => `CASE WHEN ${condition} THEN ${item.trim() === '*' ? '1' : item.trim()} END`)
  return `${sql.slice(0, from)}${distinct}${cases.join(', ')}${sql.slice(to)}`
}

/** The bracket that belongs to the one at a token, in a direction. */
function partner(sql: string, tokens: readonly Token[], at: number, step: 1 | -1): number | null {
  let depth = 0
  for (let index = at; index >= 0 && index < tokens.length; index += step) {
    const token = tokens[index] as Token
    const sign = token.type === 'sign' ? sql.slice(token.start, token.end) : ''
    if (sign === '(') depth += step
    else if (sign === ')') depth -= step
    if (depth === 0) return index
  }
  return null
}

/** What commas outside of brackets part. */
function listed(text: string): string[] {
  const items = ['']
  let depth = 0
  for (const { type, start, end } of tokensOf(text, lexisOf('snowflake'))) {
    const part = text.slice(start, end)
    if (type === 'sign') depth += part === '(' || part === '[' ? 1 : part === ')' || part === ']' ? -1 : 0
    if (type === 'sign' && part === ',' && depth === 0) items.push('')
    else items.push(`${items.pop()}${part}`)
  }
  return items
}
