import { columnsOf } from '../../recipes-schema/sql/columns/index.ts'
import { lexisOf } from '../../recipes-schema/sql/lexis/lexis.ts'
import { tokensOf } from '../../recipes-schema/sql/lexis/tokens.ts'
import type { SqlParser } from '../../recipes-schema/sql/parser.ts'
import { rewrite } from '../../recipes-schema/sql/rewrite.ts'

export const dialects = ['duckdb', 'postgres', 'trino', 'snowflake', 'bigquery', 'databricks'] as const

/** Queries to begin with: what is odd in one dialect is good to have in the others. */
const seeds: readonly string[] = [
  'select a, b + 1 as c from t where a > $n and b is not null order by 1 limit 3',
  'with x as (select a, count(*) as n from s.t group by a), y as (select * from x) select y.a, n from y left join u using (a)',
  'with recursive r(n) as (select 1 union all select n + 1 from r where n < $max) select * from r, lateral (select n * 2) q',
  "select case when a like 'x%' then 'é😀' else \"B\" end as d, cast(a as date), coalesce(a, b) from t -- noise",
  'select sum(a) over (partition by b order by c rows between 1 preceding and current row), rank() over w from t window w as (order by a)',
  'select * from (values (1, 2), (3, 4)) v(p, q) where exists (select 1 from u where u.a = v.p) /* note */',
  'select a from t union all (select b from u except select c from w) order by a desc nulls last',
  "select x.*, (select max(v) from w where w.k = x.a) m, array[1, 2], e'\\'', $$ $n $$, x'00' from t x cross join unnest(x.l) as z(e)",
  'select distinct on (a) a, b[1], (s).f, t from t, u natural join w tablesample bernoulli (10) group by rollup (a, b) having count(distinct c) > 1',
  'pivot t on a using sum(b)',
  'select * exclude (a) replace (b + 1 as b) from t qualify row_number() over (partition by a order by b) = 1',
  'select * except (a), v:a.b::string, `q w`.z from `p-x.d.t` as `q w`, lateral flatten(input => t.x) f',
  "select transform(a, x -> x + 1), read_csv('x') from read_csv('y.csv'), dblink('z', 'w') as d(a int)",
  'insert into t select 1; drop table u',
]

const pieces: readonly string[] = [
  ...[
    "'",
    '"',
    '`',
    '$',
    '$$',
    '$tag$',
    '/*',
    '*/',
    '--',
    '#',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ';',
    ',',
    '.',
    '::',
    ':',
    '\\',
  ],
  ...['\0', '\n', '\r\n', '\t', '\uFEFF', '\u2028', 'é', '😀', '\ud800', '١', '\u200b'],
  ...[
    'select',
    'from',
    'where',
    'with',
    'recursive',
    'as',
    'union',
    'all',
    'case',
    'end',
    'join',
    'lateral',
    'over',
    'pivot',
  ],
  ...[
    'not',
    'null',
    'in',
    'values',
    'group by',
    'order by',
    'limit',
    'exists',
    'interval',
    'distinct',
    'table',
    '*',
    '$1',
    '$n',
  ],
  ...['1e400', '99999999999999999999999', '0x1F', '1_000', '.5', '-', '->', '=>', '@>', '<=>', '?', '%', '|>'],
]

/** A generator of numbers in [0, 1) that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A query with a few things wrong, or right in another way. */
export function mutated(random: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const text = pick(seeds)
  const tokens = tokensOf(text, lexisOf('duckdb')).map(({ start, end }) => text.slice(start, end))
  for (let changes = Math.floor(random() * 4); changes > 0; changes--) {
    const at = Math.floor(random() * (tokens.length + 1))
    const kind = random()
    if (kind < 0.25) tokens.splice(at, 1)
    else if (kind < 0.5) tokens.splice(at, 0, pick(pieces))
    else if (kind < 0.65) tokens.splice(at, 1, pick(tokens.length > 0 ? tokens : pieces))
    else if (kind < 0.75) tokens.splice(at, 0, ' ', ...tokens.slice(at, at + Math.floor(random() * 12)))
    else if (kind < 0.82) tokens.splice(Math.floor(random() * tokens.length))
    else if (kind < 0.88) tokens.splice(at, 0, `(${pick(seeds)})`)
    else if (kind < 0.92)
      tokens.splice(at, 0, nested(pick(['(', 'case when ', '- ', 'not ', '[', 'select (', '1 + ', "'' || "]), random))
    else tokens.splice(at, 1, (tokens[at] ?? '').split('').reverse().join(''))
  }
  return tokens.join('')
}

function nested(piece: string, random: () => number): string {
  return piece.repeat(1 + Math.floor(random() ** 4 * 4000))
}

/** Reads one text as Galley does, and says what is wrong with the answer; null when it is well. */
export async function faultOf(parser: SqlParser, text: string, dialect: string): Promise<string | null> {
  const parsed = await parser.parse(text, dialect)
  const inside = (offset: number): boolean => Number.isInteger(offset) && offset >= 0 && offset <= text.length
  if (!parsed.ok) {
    if (!inside(parsed.offset)) return `refused at ${parsed.offset} of ${text.length}`
    return parsed.message === '' ? 'refused without a word' : null
  }
  const { shape } = parsed
  if (shape.unread !== null && !inside(shape.unread.offset)) return `unread at ${shape.unread.offset} of ${text.length}`
  let last = 0
  for (const { start, end } of shape.reads) {
    if (!inside(start) || !inside(end) || start < last || end <= start) return `a relation at ${start} to ${end}`
    last = end
  }
  if (shape.unseen.some(({ start }) => !inside(start))) return 'an unseen read outside'
  columnsOf(shape, (read) => (read % 2 === 0 ? ['a', 'b', 'c'] : null))
  rewrite(text, shape, { relation: () => 'r', parameter: () => '1' })
  return null
}
