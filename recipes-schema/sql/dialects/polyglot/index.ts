import { sha256 } from '../../../text/digest.ts'
import { lexisOf } from '../../lexis/lexis.ts'
import { offsetsOf } from '../../lexis/offsets.ts'
import { parameterUses } from '../../lexis/parameters.ts'
import { type Token, tokensOf } from '../../lexis/tokens.ts'
import { unreadQuery } from '../../lexis/unread.ts'
import type { ParsedSql } from '../../parser.ts'
import { type Finds, newFinds, shapeOf } from '../lowered.ts'
import { isTooDeep, isTree, treesOf } from '../tree.ts'
import { lowerQuery } from './query.ts'
import { withTexts } from './texts.ts'

/** Polyglot's parser on one text in one dialect: its tree, or what it says against the text and at which code point. */
export type ParsePolyglot = (sql: string, dialect: string) => Promise<PolyglotAnswer>
export type PolyglotAnswer =
  | { readonly ok: true; readonly statements: readonly unknown[] }
  | { readonly ok: false; readonly message: string; readonly offset: number }

/** A query while it is lowered. */
export interface Source {
  readonly dialect: string
  readonly text: string
  readonly offsetOf: (codePoints: number) => number
  readonly finds: Finds
}

/** Raised where the tree does not tell enough for the query to be rewritten. */
export class Unreadable extends Error {}

/**
 * The dialects of engines whose own parser cannot be had. The tree tells names and scopes; what is in it is proved by
 * the text besides, for it is another's reading of the dialect, and may leave something out.
 */
export async function parsePolyglot(text: string, dialect: string, parse: ParsePolyglot): Promise<ParsedSql> {
  const answer = await parse(text, dialect)
  const offsetOf = offsetsOf(text, 'code point')
  if (!answer.ok) return unreadQuery(text, dialect, answer.message, offsetOf(answer.offset))
  const [statement, second] = treesOf(answer.statements)
  if (statement === undefined || second !== undefined || !isQuery(Object.keys(statement)[0] ?? ''))
    return unreadQuery(text, dialect, 'its parser sees no query in it', 0)
  const tokens = tokensOf(text, lexisOf(dialect))
  const finds = newFinds()
  try {
    const query = lowerQuery(statement, { dialect, text, offsetOf, finds }, {})
    const select = isTree(statement.select) ? statement.select : {}
    const parameters = parameterUses(text, tokens)
    return {
      ok: true,
      shape: shapeOf({
        dialect,
        query: withTexts(query, text, tokens, statement),
        finds,
        parameters,
        items: Array.isArray(select.expressions) ? select.expressions.length : null,
        canonical: sha256(JSON.stringify(significant(text, tokens))),
        tooDeep: isTooDeep(statement),
      }),
    }
  } catch (error) {
    if (error instanceof Unreadable) return unreadQuery(text, dialect, error.message, 0)
    throw error
  }
}

function isQuery(kind: string): boolean {
  return ['select', 'union', 'intersect', 'except', 'subquery', 'values'].includes(kind)
}

/** The words of a text without comments and layout. */
export function significant(text: string, tokens: readonly Token[]): string[] {
  return tokens
    .filter(({ type }) => type !== 'space' && type !== 'comment')
    .map(({ start, end }) => text.slice(start, end))
}
