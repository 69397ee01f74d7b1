import { importer, plainTypes } from './import-statements.ts'
import { literal } from './trino-values.ts'

/** DuckDB's types by those that Iceberg keeps; nested ones are kept as JSON texts. */
const types: Readonly<Record<string, string>> = {
  ...plainTypes,
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  UHUGEINT: 'decimal(38,0)',
  FLOAT: 'real',
  TIMESTAMP: 'timestamp(6)',
  TIMESTAMP_S: 'timestamp(6)',
  TIMESTAMP_MS: 'timestamp(6)',
  TIMESTAMP_NS: 'timestamp(6)',
  'TIMESTAMP WITH TIME ZONE': 'timestamp(6) with time zone',
  UUID: 'uuid',
  BLOB: 'varbinary',
}

/** Brings a file into a table of the lake. */
export const importFile = importer({
  types,
  otherwise: 'varchar',
  // A statement of Trino's may have a million characters.
  longest: 800_000,
  rows: Number.POSITIVE_INFINITY,
  cell(text, type) {
    if (text === null) return 'NULL'
    if (type === 'varbinary') return `from_hex(${literal(text)})`
    return type === 'varchar' ? literal(text) : `CAST(${literal(text)} AS ${type})`
  },
})
