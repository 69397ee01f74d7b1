import type { Mask } from '../../recipes-schema/recipe/sources.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Column } from '../warehouses/warehouse.ts'

/** A column's types as masks tell them apart, by what the engines call them. */
const families: readonly [family: 'text' | 'integer' | 'uuid' | 'time', pattern: RegExp][] = [
  ['text', /^(varchar|text|character varying|character|char|bpchar)\b/i],
  ['integer', /^(bigint|integer|smallint|number\(\d+,0\))$/i],
  ['uuid', /^uuid$/i],
  ['time', /^(date|timestamp.*)$/i],
]

/** The largest number of each integer type, which a hashed one has to stay below. */
const ceilings: Readonly<Record<string, string>> = {
  bigint: '4503599627370496',
  integer: '2147483647',
  smallint: '32767',
}

/**
 * What a kitchen sees of a column, in SQL: of the same type (texts apart, which become plain text), the same for the
 * same value wherever it stands, so that joins survive. `salt` is SQL for the secret text that hashes are made with.
 */
export function maskSql(mask: Mask, { name, type }: Column, salt: string, dialect: string): string {
  const column = quoteName(name)
  const family = families.find(([, pattern]) => pattern.test(type))?.[0]
  switch (mask.how) {
    case 'keep':
      return column
    case 'null':
      return `CAST(NULL AS ${type})`
    case 'constant':
      return `CAST((${mask.sql}) AS ${type})`
    case 'partial': {
      if (family !== 'text') throw unfit(mask, name, type, 'texts')
      const hidden = `greatest(length(${column}) - ${mask.keep}, 0)`
      const rest = dialect === 'snowflake' ? `repeat('*', ${hidden})` : `rpad('', CAST(${hidden} AS integer), '*')`
      return `substr(${column}, 1, ${mask.keep}) || ${rest}`
    }
    case 'shift':
      if (family !== 'time') throw unfit(mask, name, type, 'dates and times')
      return `CAST(${column} + INTERVAL '${mask.days}' DAY AS ${type})`
    case 'hash': {
      const hex = hexSql(`${salt} || CAST(${column} AS varchar)`, dialect)
      if (family === 'text') return `substr(${hex}, 1, 32)`
      if (family === 'uuid') return `CAST(substr(${hex}, 1, 32) AS uuid)`
      if (family === 'integer') return `CAST(${numberSql(hex, dialect)} % ${ceilingOf(type)} AS ${type})`
      throw unfit(mask, name, type, 'texts, integers and uuids')
    }
  }
}

/** Of Snowflake's numbers by their digits. */
function ceilingOf(type: string): string {
  const digits = Number(/^number\((\d+),0\)$/i.exec(type)?.[1] ?? 38)
  return ceilings[type.toLowerCase()] ?? (digits > 15 ? '4503599627370496' : String(10 ** digits - 1))
}

/** SHA-256 of a text, in hex digits. */
function hexSql(text: string, dialect: string): string {
  if (dialect === 'duckdb') return `sha256(${text})`
  if (dialect === 'snowflake') return `sha2(${text}, 256)`
  if (dialect === 'trino') return `lower(to_hex(sha256(to_utf8(${text}))))`
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`
}

/** The first 52 bits of hex digits as a number. */
function numberSql(hex: string, dialect: string): string {
  const digits = `substr(${hex}, 1, 13)`
  if (dialect === 'trino') return `from_base(${digits}, 16)`
  if (dialect === 'snowflake') return `to_number(${digits}, '${'X'.repeat(13)}')`
  return dialect === 'duckdb'
    ? `CAST('0x' || ${digits} AS bigint)`
    : `CAST(CAST('x' || ${digits} AS bit(52)) AS bigint)`
}

function unfit({ how }: Mask, name: string, type: string, fits: string): Fault {
  const message = `The column ${name} is of type ${type}, and \`${how}\` masks ${fits} alone.`
  return new Fault('sandbox.mask_type', exits.usage, message, 'Take `null`, `keep` or a constant.')
}
