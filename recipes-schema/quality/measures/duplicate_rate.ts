import { quoteName } from '../../sql/rewrite.ts'
import { columns } from '../columns.ts'
import { allPresent, distinctKeys } from '../dialect.ts'
import { type MeasureKind, share } from './kind.ts'

/** Counts the rows beyond the first of each key. A key with a NULL is no key. */
export const duplicateRate: MeasureKind<string | readonly string[]> = {
  key: 'duplicate_rate',
  bare: false,
  schema: { ...columns.schema, description: 'The share of rows that repeat the values of an earlier one.' },
  summary:
    'The share of rows that repeat an earlier one in these columns: events are the repetitions, trials the rows.',
  example: '[origin, flown_on]',
  nature: 'rate',
  natural: { min: 0, max: 1 },
  // Fewer rows of the same keys repeat less often.
  volume: true,
  heavy: true,
  name: (options) => `duplicate_rate_${columns.list(options).join('_')}`,
  columns: (options) => columns.list(options),
  aggregates(options, dialect) {
    const keys = columns.list(options).map(quoteName)
    const rows = `count(*) FILTER (WHERE ${allPresent(keys)})`
    return [`${rows} - ${distinctKeys(keys, dialect)}`, rows]
  },
  read: (_, [events, trials]) => share(events, trials),
}
