import { sha256 } from '../../../text/digest.ts'
import { lexisOf } from '../../lexis/lexis.ts'
import { offsetsOf } from '../../lexis/offsets.ts'
import { parameterUses } from '../../lexis/parameters.ts'
import { type Token, tokensOf } from '../../lexis/tokens.ts'
import { unreadQuery } from '../../lexis/unread.ts'
import type { ParsedSql } from '../../parser.ts'
import { newFinds, shapeOf } from '../lowered.ts'
import { isTooDeep, isTree } from '../tree.ts'
import { lowerNode } from './query.ts'

/** DuckDB's `json_serialize_sql` on one text: its answer as it is, also for a text that it does not understand. */
export type SerializeSql = (sql: string) => Promise<string>

const lexis = lexisOf('duckdb')

/** DuckDB's own parser. The engine itself lives at the edge, so that this folder stays pure. */
export async function parseDuckdb(text: string, serialize: SerializeSql): Promise<ParsedSql> {
  const tokens = tokensOf(text, lexis)
  const sent = withPlainSpaces(text, tokens)
  const json = await serialize(sent)
  const answer = JSON.parse(exactNumbers(json)) as Record<string, unknown>
  if (answer.error === true) {
    const pivot = tokens.find(({ type, start, end }) => type === 'word' && /^(un)?pivot$/i.test(text.slice(start, end)))
    // DuckDB makes several statements of a PIVOT, and has no tree for them.
    if (answer.error_type !== 'parser' && pivot !== undefined)
      return unreadQuery(text, 'duckdb', "DuckDB's parser gives no tree of a PIVOT", pivot.start)
    const offset = offsetsOf(sent, 'utf-8')(Number(answer.position ?? 0))
    const message = String(answer.error_message)
    return { ok: false, code: answer.error_type === 'parser' ? 'sql.syntax' : 'sql.not_one_select', message, offset }
  }
  const statements = answer.statements as unknown[]
  const [statement] = statements
  if (statements.length !== 1 || !isTree(statement) || !isTree(statement.node)) {
    const message = statements.length === 0 ? 'there is no statement' : `there are ${statements.length} statements`
    return { ok: false, code: 'sql.not_one_select', message, offset: 0 }
  }
  const { node } = statement
  const finds = newFinds()
  const query = lowerNode(node, { text, tokens, offsetOf: offsetsOf(sent, 'utf-8'), finds })
  return {
    ok: true,
    shape: shapeOf({
      dialect: 'duckdb',
      query,
      finds,
      parameters: parameterUses(text, tokens),
      items: Array.isArray(node.select_list) ? node.select_list.length : null,
      canonical: sha256(canonicalTree(json)),
      tooDeep: isTooDeep(node),
    }),
  }
}

/** DuckDB makes one byte of every space and then counts: with spaces of one byte its places are those of the text. */
function withPlainSpaces(text: string, tokens: readonly Token[]): string {
  if (!/[^\0-\x7f]/.test(text)) return text
  return tokens
    .map(({ type, start, end }) => {
      const part = text.slice(start, end)
      return type === 'space' || type === 'comment'
        ? part.replaceAll(/[\s\uFEFF]/g, (one) => (one === '\n' ? one : ' '))
        : part
    })
    .join('')
}

/**
 * Positions are layout, and functions are called whatever the case of their names. Inside a JSON string the quotes are
 * escaped, so neither pattern can occur in a person's text.
 */
function canonicalTree(json: string): string {
  return json
    .replaceAll(/"query_location":\d+,?/g, '')
    .replaceAll(/"function_name":"[^"\\]*"/g, (name) => name.toLowerCase())
}

/**
 * Numbers too long for JavaScript as texts, so that two that differ in the last digit stay two; and those that JSON has
 * not, which DuckDB writes all the same (1e999 is Infinity). Inside a JSON string quotes are escaped, so that no text of a person's can match.
 */
function exactNumbers(json: string): string {
  return json.replaceAll(/(?<!\\)":(-?\d[\d.eE+-]{15,}|-?Infinity|-?NaN)/g, '":"$1"')
}
