import type { SandboxPolicy } from '../../recipes-schema/recipe/sources.ts'
import { quoteName } from '../../recipes-schema/sql/rewrite.ts'
import { exits, Fault } from '../fault.ts'
import type { Column } from '../warehouses/warehouse.ts'
import { maskSql } from './mask.ts'

interface Sandbox {
  /** The source's name, for messages. */
  readonly source: string
  readonly policy: SandboxPolicy
  /** SQL for the secret text that hashes are made with. */
  readonly salt: string
  readonly dialect: string
}

/** True when a kitchen sees less than all of a source. */
export function isSandboxed({ sample, window, mask }: SandboxPolicy): boolean {
  return sample !== null || window !== null || mask !== null
}

/**
 * What a kitchen sees of `from`, as a query. The sample depends on the key's text alone: the same keys are taken in every
 * table, every kitchen and every engine.
 */
export function sandboxQuery(from: string, columns: readonly Column[], sandbox: Sandbox): string {
  const { policy, source } = sandbox
  const known = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
  const find = (name: string, what: string): Column => {
    const found = known.get(name.toLowerCase())
    if (found !== undefined) return found
    const message = `The source ${source} has no column ${name}, which its sandbox names as ${what}.`
    throw new Fault('sandbox.unknown_column', exits.usage, message, `It has ${[...known.keys()].join(', ')}.`)
  }
  const list = columnsSql(columns, sandbox, find)
  const conditions = [
    ...(policy.sample === null ? [] : [sampleSql(policy.sample, columns, find, sandbox.dialect)]),
    ...(policy.window === null ? [] : [windowSql(policy.window, from, find, sandbox.dialect)]),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  return `SELECT ${list.join(', ')} FROM ${from} AS origin${where}`
}

type Find = (name: string, what: string) => Column

function columnsSql(columns: readonly Column[], { policy, source, salt, dialect }: Sandbox, find: Find): string[] {
  const { mask } = policy
  if (mask === null) return columns.map(({ name }) => quoteName(name))
  const masks = new Map(Object.entries(mask.columns).map(([name, how]) => [find(name, 'masked').name, how]))
  const unlisted = columns.filter(({ name }) => !masks.has(name)).map(({ name }) => name)
  if (mask.strict && unlisted.length > 0) {
    const message = `The source ${source} has columns that its strict mask does not name: ${unlisted.join(', ')}.`
    const hint = 'Say of each what a kitchen may see of it; `keep` shows it as it is.'
    throw new Fault('sandbox.unlisted_column', exits.usage, message, hint)
  }
  return columns.map((column) => {
    const how = masks.get(column.name)
    if (how === undefined) return quoteName(column.name)
    return `${maskSql(how, column, salt, dialect)} AS ${quoteName(column.name)}`
  })
}

/** Compares the first 32 bits of a hash, as hex digits, with the share of them that is taken. */
function sampleSql(
  { percent, key }: NonNullable<SandboxPolicy['sample']>,
  columns: readonly Column[],
  find: Find,
  dialect: string,
): string {
  const below = Math.floor((percent / 100) * 2 ** 32)
  if (below >= 2 ** 32) return 'true'
  const names = key === null ? columns.map(({ name }) => name) : [find(key, 'the key of its sample').name]
  const texts = names.map((name) => `coalesce(CAST(origin.${quoteName(name)} AS varchar), '')`)
  const text = texts.join(" || '|' || ")
  const hex = dialect === 'trino' ? `lower(to_hex(md5(to_utf8(${text}))))` : `md5(${text})`
  return `substr(${hex}, 1, 8) < '${below.toString(16).padStart(8, '0')}'`
}

function windowSql(
  { by, last }: NonNullable<SandboxPolicy['window']>,
  from: string,
  find: Find,
  dialect: string,
): string {
  const column = quoteName(find(by, 'the column of its window').name)
  // Trino takes seconds from a moment, not from a day.
  const newest = dialect === 'trino' ? `CAST(max(${column}) AS timestamp(6))` : `max(${column})`
  return `origin.${column} >= (SELECT ${newest} FROM ${from} AS newest) - INTERVAL '${last}' SECOND`
}
