import type { KindEntry } from '../kinds/registry.ts'
import { fail } from './fail.ts'
import { readArray, readNumber, readWhole, readWithin } from './numbers.ts'
import type { Count, Data, Kind } from './types.ts'

export interface ReadData {
  readonly data: Data
  /** Index at which the points of `new` begin. */
  readonly newFrom: number
}

/** The observations: those of the series' one data key, followed by those of `new`. */
export function readData(input: Readonly<Record<string, unknown>>, kind: Kind, entry: KindEntry): ReadData {
  const key = dataKey(input, kind, entry)
  const old = readArray(input[key], `/${key}`)
  const fresh = input.new === undefined ? [] : readArray(input.new, '/new')
  const items = [
    ...old.map((item, i) => ({ item, path: `/${key}/${i}` })),
    ...fresh.map((item, i) => ({ item, path: `/new/${i}` })),
  ]
  return { data: readItems(input, key, entry, items, old.length), newFrom: old.length }
}

interface Item {
  readonly item: unknown
  readonly path: string
}

const DATA_KEYS = ['values', 'subgroups', 'events'] as const
type DataKey = (typeof DATA_KEYS)[number]

function dataKey(input: Readonly<Record<string, unknown>>, kind: Kind, entry: KindEntry): DataKey {
  const possible = possibleKeys(entry)
  const given = DATA_KEYS.filter((key) => input[key] !== undefined)
  const [key] = given
  const wanted = `A ${kind} chart takes ${possible.map((name) => `"${name}"`).join(' or ')}${sizeHint(entry)}.`
  if (key === undefined) return fail('no_data', '/', 'There are no data.', wanted)
  if (given.length > 1)
    return fail('two_data_keys', `/${given[1]}`, `Both "${key}" and "${given[1]}" hold data.`, wanted)
  return possible.includes(key) ? key : fail('wrong_data', `/${key}`, `A ${kind} chart cannot take "${key}".`, wanted)
}

function possibleKeys(entry: KindEntry): readonly DataKey[] {
  if (entry.size === 'one') return ['events', 'values']
  return entry.takes.map((type) => (type === 'counts' ? 'events' : type))
}

function sizeHint(entry: KindEntry): string {
  return entry.size === 'trials' || entry.size === 'exposure' ? ` and "${entry.size}"` : ''
}

function readItems(
  input: Readonly<Record<string, unknown>>,
  key: DataKey,
  entry: KindEntry,
  items: readonly Item[],
  oldCount: number,
): Data {
  if (entry.size !== undefined) return { type: 'counts', values: readCounts(input, entry, items, oldCount) }
  if (key === 'subgroups') return { type: 'subgroups', values: items.map(readSubgroup) }
  const onLogs = input.transform === 'log' || input.transform === 'either'
  return {
    type: 'values',
    values: items.map((item, i) => readValue(item, onLogs && i < oldCount ? 'positive' : entry.domain)),
  }
}

function readValue({ item, path }: Item, domain: KindEntry['domain']): number | null {
  if (item === null) return null
  if (domain === 'whole') return readWhole(item, path, 0, Number.MAX_SAFE_INTEGER)
  if (domain === 'any') return readNumber(item, path)
  return readWithin(item, path, (x) => x > 0, 'a number above zero, as times and logarithms need')
}

/** A subgroup without its missing values; null when nothing is left. */
function readSubgroup({ item, path }: Item): readonly number[] | null {
  if (item === null) return null
  const values = readArray(item, path).flatMap((value, i) =>
    value === null ? [] : [readNumber(value, `${path}/${i}`)],
  )
  return values.length > 0 ? values : null
}

function readCounts(
  input: Readonly<Record<string, unknown>>,
  entry: KindEntry,
  items: readonly Item[],
  oldCount: number,
): (Count | null)[] {
  const sizeKey = entry.size === 'exposure' ? 'exposure' : 'trials'
  const sizes = entry.size === 'one' ? undefined : readSizes(input[sizeKey], sizeKey, items.length, oldCount)
  return items.map(({ item, path }, i) => {
    const pair = isRecord(item) ? item : { events: item, [sizeKey]: sizes?.(i) }
    const size = entry.size === 'one' ? 1 : pair[sizeKey]
    if (pair.events === null || size === null) return null
    const events = readWhole(pair.events, path, 0, Number.MAX_SAFE_INTEGER)
    return sizeKey === 'exposure' || entry.size === 'one'
      ? perExposure(events, size, sizePath(item, path, sizeKey, i))
      : amongTrials(events, size, path, sizePath(item, path, sizeKey, i))
  })
}

/** Nothing was tried, so there is no proportion: a missing point. */
function amongTrials(events: number, written: unknown, path: string, at: string): Count | null {
  const size = readWhole(written, at, 0, Number.MAX_SAFE_INTEGER)
  if (events > size) fail('more_events_than_trials', path, `${events} events in ${size} trials.`, 'Check the order.')
  return size === 0 ? null : { events, size }
}

function perExposure(events: number, written: unknown, at: string): Count {
  return { events, size: readWithin(written, at, (x) => x >= 1e-100, 'an exposure above zero') }
}

function sizePath(item: unknown, path: string, key: string, i: number): string {
  return isRecord(item) ? `${path}/${key}` : `/${key}/${i}`
}

/** Sizes are one number for all points, or one for each; points of `new` may share the size that all old ones have. */
function readSizes(written: unknown, key: string, total: number, oldCount: number): (i: number) => unknown {
  const hint = `Give one number, or one for each of the ${total} points.`
  if (written === undefined) return fail(`no_${key}`, `/${key}`, `There is no "${key}".`, hint)
  if (!Array.isArray(written)) {
    const size = readNumber(written, `/${key}`)
    return () => size
  }
  if (written.length === total) return (i) => written[i]
  const shared = new Set(written)
  if (written.length === oldCount && (shared.size === 1 || total === oldCount))
    return (i) => written[Math.min(i, oldCount - 1)]
  const message = `There are ${written.length} ${key} for ${total} points (${oldCount} and ${total - oldCount} new ones).`
  return fail('lengths_differ', `/${key}`, message, hint)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
