import { sha256 } from '../../../text/digest.ts'
import { lexisOf } from '../../lexis/lexis.ts'
import { offsetsOf } from '../../lexis/offsets.ts'
import { parameterUses, withParameters } from '../../lexis/parameters.ts'
import { type Token, tokensOf } from '../../lexis/tokens.ts'
import type { ParsedSql } from '../../parser.ts'
import { type Finds, newFinds, shapeOf } from '../lowered.ts'
import { isTooDeep, isTree, type Tree, treesOf } from '../tree.ts'
import { lowerStatement } from './query.ts'

/**
 * PostgreSQL's own parser on one text: the statements of its tree (as libpg-query writes it), or what it says against
 * the text and at which character, counted in code points from 0.
 */
export type ParsePostgres = (sql: string) => Promise<PostgresAnswer>
export type PostgresAnswer =
  | { readonly ok: true; readonly statements: readonly unknown[] }
  | { readonly ok: false; readonly message: string; readonly offset: number }

/** A query of PostgreSQL's while it is lowered. */
export interface Source {
  readonly text: string
  readonly tokens: readonly Token[]
  readonly offsetOf: (bytes: number) => number
  readonly finds: Finds
  /** The names of the parameters by where they stand. */
  readonly parameters: ReadonlyMap<number, string>
}

/** Raised for a query that does more than read. */
export class Refusal extends Error {
  readonly code: 'sql.syntax' | 'sql.not_one_select'
  readonly offset: number

  constructor(code: Refusal['code'], message: string, offset: number) {
    super(message)
    this.code = code
    this.offset = offset
  }
}

const lexis = lexisOf('postgres')

/** PostgreSQL's own parser. It knows no `$name`, so it is handed `$1` of the same length in its place. */
export async function parsePostgres(text: string, parse: ParsePostgres): Promise<ParsedSql> {
  const tokens = tokensOf(text, lexis)
  const parameters = parameterUses(text, tokens)
  const sent = withoutComments(
    withParameters(text, parameters, () => '$1'),
    tokens,
  )
  const answer = await parse(sent)
  if (!answer.ok) {
    const offset = offsetsOf(sent, 'code point')(answer.offset)
    return { ok: false, code: 'sql.syntax', message: answer.message, offset }
  }
  const offsetOf = offsetsOf(sent, 'utf-8')
  const [first, second] = treesOf(answer.statements)
  const statement = isTree(first?.stmt) ? first.stmt : undefined
  if (statement === undefined || second !== undefined) {
    const message = second === undefined ? 'there is no statement' : `there are ${answer.statements.length} statements`
    const offset = second === undefined ? 0 : offsetOf(Number(second.stmt_location ?? 0))
    return { ok: false, code: 'sql.not_one_select', message, offset }
  }
  const finds = newFinds()
  const names = new Map(parameters.map(({ start, name }) => [start, name]))
  try {
    const query = lowerStatement(statement, { text, tokens, offsetOf, finds, parameters: names })
    const { targetList } = statement.SelectStmt as Tree
    return {
      ok: true,
      shape: shapeOf({
        dialect: 'postgres',
        query,
        finds,
        parameters,
        items: Array.isArray(targetList) ? targetList.length : null,
        canonical: sha256(canonicalTree(statement, (location) => names.get(offsetOf(location)) ?? '')),
        tooDeep: isTooDeep(statement),
      }),
    }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, message: error.message, offset: error.offset }
    throw error
  }
}

/**
 * Spaces in place of comments: libpg-query sees them as tokens, and then takes `NULLS /* so *\/ FIRST` for wrong. Lines
 * stay, for two texts on two lines are one.
 */
function withoutComments(text: string, tokens: readonly Token[]): string {
  let without = ''
  let at = 0
  for (const { type, start, end } of tokens) {
    if (type !== 'comment') continue
    without += text.slice(at, start) + text.slice(start, end).replaceAll(/[^\n]/g, ' ')
    at = end
  }
  return without + text.slice(at)
}

const layout = new Set('location rexpr_list_start rexpr_list_end list_start list_end'.split(' '))

/** Positions are layout; parameters are told apart by their names. */
function canonicalTree(statement: unknown, nameAt: (location: number) => string): string {
  return JSON.stringify(statement, (key, value) => {
    if (layout.has(key)) return undefined
    return key === 'ParamRef' ? nameAt(Number(value.location ?? 0)) : value
  })
}
