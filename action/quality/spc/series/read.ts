import { didYouMean } from '../../../../recipes-schema/text/nearest.ts'
import { KINDS } from '../kinds/registry.ts'
import { readData } from './data.ts'
import { readDates, repeatedDates, weekdaysOf } from './dates.ts'
import { fail, SeriesFault, shown } from './fail.ts'
import { readArray, readChoice, readWhole } from './numbers.ts'
import { readOptions, readRules } from './options.ts'
import type { Kind, Note, Series, SeriesError } from './types.ts'

export type ReadSeries = { ok: true; series: Series } | { ok: false; error: SeriesError }

/** Validate one SERIES.json; the first thing wrong with it comes back as a value with its position. */
export function readSeries(input: unknown): ReadSeries {
  try {
    return { ok: true, series: read(input) }
  } catch (fault) {
    if (fault instanceof SeriesFault) return { ok: false, error: fault.error }
    throw fault
  }
}

function read(written: unknown): Series {
  const input = readRecord(written)
  const kind = readChoice(input.chart, '/chart', KIND_NAMES)
  const entry = KINDS[kind]
  const { data, newFrom } = readData(input, kind, entry)
  const total = data.values.length
  const dates = readDates(input.dates, total, newFrom)
  const { options, notes: unused } = readOptions(input, entry)
  if (options.transform === 'either' && options.difference === true)
    fail('two_scales', '/transform', 'Differences have one scale.', 'Leave "transform" out, or write "none".')
  const { rules, notes: inapplicable } = readRules(input.rules, entry)
  const excluded = flags(total, readIndices(input.exclude, '/exclude', total - 1))
  return {
    kind,
    data,
    newFrom,
    weekdays: weekdaysOf(dates, total),
    noun: 'points',
    drawnFrom: 0,
    inBaseline: readBaseline(input, newFrom, excluded),
    excluded,
    phases: [...new Set([0, ...readIndices(input.phases, '/phases', newFrom)])].toSorted((a, b) => a - b),
    rules,
    options,
    notes: [...unknownKeys(input), ...repeatedDates(dates), ...unused, ...inapplicable],
  }
}

function readRecord(written: unknown): Readonly<Record<string, unknown>> {
  if (typeof written === 'object' && written !== null && !Array.isArray(written)) {
    // A key that is null counts as left out.
    return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null))
  }
  return fail('not_an_object', '/', `A series is an object, not ${shown(written)}.`, 'See galley chart --help.')
}

/** Which points limits are learned from: of the first `count` (the others are `new`) those that are not excluded. */
function readBaseline(
  input: Readonly<Record<string, unknown>>,
  count: number,
  excluded: readonly boolean[],
): readonly boolean[] {
  if (input.baseline_indices !== undefined && input.baseline !== undefined) {
    fail('two_baselines', '/baseline_indices', 'The baseline is given twice.', 'Keep "baseline" or "baseline_indices".')
  }
  if (input.baseline_indices !== undefined) {
    const chosen = flags(excluded.length, readIndices(input.baseline_indices, '/baseline_indices', count - 1))
    return chosen.map((isIn, i) => isIn && !excluded[i])
  }
  const size = input.baseline === undefined ? count : readWhole(input.baseline, '/baseline', 0, count)
  const found = new Array<boolean>(excluded.length)
  for (let i = 0; i < found.length; i++) found[i] = i < size && !excluded[i]
  return found
}

function readIndices(written: unknown, path: string, last: number): number[] {
  if (written === undefined) return []
  return readArray(written, path).map((index, i) => readWhole(index, `${path}/${i}`, 0, last))
}

function flags(length: number, indices: readonly number[]): boolean[] {
  const found = new Array<boolean>(length).fill(false)
  for (const i of indices) found[i] = true
  return found
}

function unknownKeys(input: Readonly<Record<string, unknown>>): Note[] {
  return Object.keys(input)
    .filter((key) => !KNOWN_KEYS.includes(key))
    .map((key) => ({
      code: 'chart.unknown_key',
      message: [`"${key}" is not known and has no effect.`, didYouMean(key, KNOWN_KEYS)].filter(Boolean).join(' '),
    }))
}

const KIND_NAMES = Object.keys(KINDS) as Kind[]
const KNOWN_KEYS: readonly string[] = [
  ...['chart', 'values', 'subgroups', 'events', 'trials', 'exposure', 'baseline', 'baseline_indices', 'exclude'],
  ...['phases', 'target', 'sigma', 'sigma_from', 'limits', 'lambda', 'L', 'k', 'h', 'head_start', 'center_from'],
  ...['transform', 'season', 'difference', 'rules', 'new', 'name', 'dates', 'sigmas', 'natural'],
]
