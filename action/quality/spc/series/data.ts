import type { KindEntry } from '../kinds/registry.ts'
import { fail } from './fail.ts'
import { isPlain, readArray, readNumber, readWhole, readWithin } from './numbers.ts'
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
  return { data: readItems(input, key, entry, { key, old, fresh }), newFrom: old.length }
}

/** What is to be read, with what its positions are called. */
interface Items {
  readonly key: DataKey
  readonly old: readonly unknown[]
  readonly fresh: readonly unknown[]
}

/**
 * Reads one item after another. `quick` takes what is plainly well and leaves the rest undefined: series can be long, and
 * a position is spelled out only where something is wrong.
 */
function readEach<T>(
  { key, old, fresh }: Items,
  quick: (item: unknown, i: number) => T | undefined,
  read: (item: unknown, i: number, path: string) => T,
): T[] {
  const from = old.length
  const found = new Array<T>(from + fresh.length)
  for (let i = 0; i < found.length; i++) {
    const item = i < from ? old[i] : fresh[i - from]
    const easy = quick(item, i)
    found[i] = easy === undefined ? read(item, i, i < from ? `/${key}/${i}` : `/new/${i - from}`) : easy
  }
  return found
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

function readItems(input: Readonly<Record<string, unknown>>, key: DataKey, entry: KindEntry, items: Items): Data {
  if (entry.size !== undefined) return { type: 'counts', values: readCounts(input, entry, items) }
  if (key === 'subgroups') {
    const values = readEach<readonly number[] | null>(
      items,
      () => undefined,
      (item, _, path) => readSubgroup(item, path),
    )
    return { type: 'subgroups', values }
  }
  const onLogs = input.transform === 'log' || input.transform === 'either'
  const plain = plainValues(items, onLogs ? 'positive' : entry.domain, entry.domain)
  if (plain !== null) return { type: 'values', values: plain }
  const domainOf = (i: number) => (onLogs && i < items.old.length ? 'positive' : entry.domain)
  const values = readEach<number | null>(
    items,
    () => undefined,
    (item, i, path) => readValue(item, path, domainOf(i)),
  )
  return { type: 'values', values }
}

/** The values where nothing is wrong with any, which is nearly always; null: each has to be looked at. */
function plainValues(
  { old, fresh }: Items,
  ofOld: KindEntry['domain'],
  ofFresh: KindEntry['domain'],
): (number | null)[] | null {
  if (ofOld === 'whole' || ofFresh === 'whole') return null
  const from = old.length
  const found = new Array<number | null>(from + fresh.length)
  for (let i = 0; i < found.length; i++) {
    const item = i < from ? old[i] : fresh[i - from]
    if (item !== null && (!isPlain(item) || ((i < from ? ofOld : ofFresh) === 'positive' && !(item > 0)))) return null
    found[i] = item
  }
  return found
}

function readValue(item: unknown, path: string, domain: KindEntry['domain']): number | null {
  if (item === null) return null
  if (domain === 'whole') return readWhole(item, path, 0, Number.MAX_SAFE_INTEGER)
  if (domain === 'any') return readNumber(item, path)
  return readWithin(item, path, (x) => x > 0, 'a number above zero, as times and logarithms need')
}

/** A subgroup without its missing values; null when nothing is left. */
function readSubgroup(item: unknown, path: string): readonly number[] | null {
  if (item === null) return null
  const values = readArray(item, path).flatMap((value, i) =>
    value === null ? [] : [readNumber(value, `${path}/${i}`)],
  )
  return values.length > 0 ? values : null
}

function readCounts(input: Readonly<Record<string, unknown>>, entry: KindEntry, items: Items): (Count | null)[] {
  const sizeKey = entry.size === 'exposure' ? 'exposure' : 'trials'
  const total = items.old.length + items.fresh.length
  const sizes = entry.size === 'one' ? () => 1 : readSizes(input[sizeKey], sizeKey, total, items.old.length)
  const byExposure = sizeKey === 'exposure' || entry.size === 'one'
  const quick = (events: unknown, i: number) => {
    const size = isCount(events) ? sizes(i) : null
    return isCount(events) && isCount(size) && size > 0 && (byExposure || events <= size) ? { events, size } : undefined
  }
  return readEach<Count | null>(items, quick, (item, i, path) => {
    const own = isRecord(item)
    const written = own ? item.events : item
    const size = own && entry.size !== 'one' ? item[sizeKey] : sizes(i)
    if (written === null || size === null) return null
    const sizePath = own ? `${path}/${sizeKey}` : `/${sizeKey}/${i}`
    const events = readWhole(written, path, 0, Number.MAX_SAFE_INTEGER)
    return byExposure
      ? { events, size: readWithin(size, sizePath, (x) => x >= 1e-100, 'an exposure above zero') }
      : amongTrials(events, size, path, sizePath)
  })
}

/** Nothing was tried, so there is no proportion: a missing point. */
function amongTrials(events: number, written: unknown, path: string, at: string): Count | null {
  const size = readWhole(written, at, 0, Number.MAX_SAFE_INTEGER)
  if (events > size) fail('more_events_than_trials', path, `${events} events in ${size} trials.`, 'Check the order.')
  return size === 0 ? null : { events, size }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
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
