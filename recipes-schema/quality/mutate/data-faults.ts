import { quoteName } from '../../sql/rewrite.ts'
import type { Dialect } from '../dialect.ts'
import { type DataFault, type DataMutant, isNumber, isTime, type MutableColumn, type Subject } from './types.ts'

/** The registry of faults in data. Shares are of rows by a hash of their content, so that every run picks the same ones. */
export const dataFaults: readonly DataFault[] = [
  {
    key: 'drop_rows',
    summary: 'one row in ten is missing; of few rows, every one',
    seed: (subject) => [
      whole(
        subject,
        'drop_rows',
        `${share(subject)} is missing`,
        `SELECT ${list(subject)} FROM ${rows(subject)} WHERE NOT ${picked(subject)}`,
      ),
    ],
  },
  {
    key: 'duplicate_rows',
    summary: 'one row in ten is there twice',
    seed: (subject) => [
      whole(
        subject,
        'duplicate_rows',
        `${share(subject)} is there twice`,
        `SELECT ${list(subject)} FROM ${rows(subject)} UNION ALL SELECT ${list(subject)} FROM ${rows(subject)} WHERE ${picked(subject)}`,
      ),
    ],
  },
  {
    key: 'null_column',
    summary: 'a column has no value in one row in ten',
    seed: (subject) =>
      subject.columns.map((column) =>
        changed(
          subject,
          'null_column',
          `${share(subject)} has no ${column.name}`,
          column,
          (name) => `CASE WHEN ${picked(subject)} THEN NULL ELSE ${name} END`,
        ),
      ),
  },
  {
    key: 'shift_units',
    summary: 'a number is a hundred times as large: another unit',
    seed: (subject) =>
      subject.columns
        .filter(({ type }) => isNumber(type))
        .map((column) =>
          changed(subject, 'shift_units', `${column.name} is 100 times as large`, column, (name) => `${name} * 100`),
        ),
  },
  {
    key: 'swap_columns',
    summary: 'two columns of one type stand in for one another',
    seed: (subject) => swaps(subject.columns).map(([one, other]) => swapped(subject, one, other)),
  },
  {
    key: 'stale_partition',
    summary: 'the latest day is missing',
    seed: (subject) =>
      subject.columns
        .filter(({ type }) => isTime(type))
        .map((column) => {
          const name = quoteName(column.name)
          const latest = `(SELECT CAST(max(${name}) AS date) FROM ${subject.relation} AS latest)`
          const query = `SELECT ${list(subject)} FROM ${rows(subject)} WHERE ${name} IS NULL OR CAST(${name} AS date) < ${latest}`
          return {
            fault: 'stale_partition',
            detail: `the latest day of ${column.name} is missing`,
            query,
            column: column.name,
          }
        }),
  },
]

/** Every fault in the data of a relation. */
export function dataMutants(subject: Subject): DataMutant[] {
  return dataFaults.flatMap((fault) => fault.seed(subject))
}

function whole(_: Subject, fault: string, detail: string, query: string): DataMutant {
  return { fault, detail, query, column: null }
}

function changed(
  subject: Subject,
  fault: string,
  detail: string,
  column: MutableColumn,
  value: (name: string) => string,
): DataMutant {
  const items = subject.columns.map(({ name }) =>
    name === column.name
      ? `${value(`original.${quoteName(name)}`)} AS ${quoteName(name)}`
      : `original.${quoteName(name)}`,
  )
  return { fault, detail, query: `SELECT ${items.join(', ')} FROM ${rows(subject)}`, column: column.name }
}

function swapped(subject: Subject, one: MutableColumn, other: MutableColumn): DataMutant {
  const as = (name: string): string => (name === one.name ? other.name : name === other.name ? one.name : name)
  const items = subject.columns.map(({ name }) => `original.${quoteName(as(name))} AS ${quoteName(name)}`)
  const detail = `${one.name} and ${other.name} stand in for one another`
  return { fault: 'swap_columns', detail, query: `SELECT ${items.join(', ')} FROM ${rows(subject)}`, column: one.name }
}

/** Neighbours of one type: what is mixed up is mostly written side by side. */
function swaps(columns: readonly MutableColumn[]): [MutableColumn, MutableColumn][] {
  return columns.flatMap((column, index) => {
    const next = columns.slice(index + 1).find(({ type }) => type === column.type)
    return next === undefined ? [] : [[column, next] as [MutableColumn, MutableColumn]]
  })
}

function list({ columns }: Subject): string {
  return columns.map(({ name }) => `original.${quoteName(name)}`).join(', ')
}

function rows({ relation }: Subject): string {
  return `${relation} AS original`
}

/** Of fewer rows than this a tenth may be none. */
const few = 20

function share({ rows: n }: Subject): string {
  return n < few ? 'every row' : '1 row in 10'
}

/** True of about one row in ten, or of every one where there are few. */
function picked({ dialect, columns, seed, rows: n }: Subject): string {
  if (n < few) return '(1 = 1)'
  const texts = columns.map(({ name }) => `coalesce(CAST(original.${quoteName(name)} AS varchar), '')`)
  return `(${hashOf(`concat_ws('|', '${seed}', ${texts.join(', ')})`, dialect)} = 0)`
}

function hashOf(text: string, dialect: Dialect): string {
  if (dialect === 'duckdb') return `hash(${text}) % 10`
  if (dialect === 'postgres') return `abs(hashtextextended(${text}, 0) % 10)`
  return `mod(from_base(substr(to_hex(md5(to_utf8(${text}))), 1, 8), 16), 10)`
}
