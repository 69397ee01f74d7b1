import { quoteText } from '../../recipes-schema/sql/rewrite.ts'
import { importer, plainTypes } from './import-statements.ts'

/** DuckDB's types by Snowflake's; nested ones are kept as JSON texts. */
const types: Readonly<Record<string, string>> = {
  ...plainTypes,
  UBIGINT: 'number(20,0)',
  HUGEINT: 'number(38,0)',
  UHUGEINT: 'number(38,0)',
  FLOAT: 'float',
  TIMESTAMP: 'timestamp_ntz(6)',
  TIMESTAMP_S: 'timestamp_ntz(6)',
  TIMESTAMP_MS: 'timestamp_ntz(6)',
  TIMESTAMP_NS: 'timestamp_ntz(6)',
  'TIMESTAMP WITH TIME ZONE': 'timestamp_tz(6)',
  UUID: 'varchar',
  BLOB: 'binary',
}

/** Brings a file into a table. An INSERT makes of each text what its column is. */
export const importFile = importer({
  types,
  otherwise: 'varchar',
  // A statement may have 1 MB, which is fewer characters outside of ASCII.
  longest: 250_000,
  // VALUES takes 16,384 rows.
  rows: 16_000,
  cell: (text) => (text === null ? 'NULL' : quoteText(text, 'snowflake')),
})
