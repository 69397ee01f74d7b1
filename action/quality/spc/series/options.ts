import type { KindEntry } from '../kinds/registry.ts'
import { fail } from './fail.ts'
import { type OptionName, RULES } from './names.ts'
import { readArray, readChoice, readNumber, readWhole, readWithin } from './numbers.ts'
import type { Natural, Note, Options, Rule, SigmaFrom } from './types.ts'

/** The options that the chart uses; those that it does not use become notes, so that none is silently without effect. */
export function readOptions(
  input: Readonly<Record<string, unknown>>,
  entry: KindEntry,
): { options: Options; notes: Note[] } {
  const given = OPTION_NAMES.filter((name) => input[name] !== undefined)
  const options = Object.fromEntries(given.map((name) => [name, readers[name](input[name], `/${name}`, entry)]))
  const used = Object.fromEntries(Object.entries(options).filter(([name]) => isUsed(name, entry)))
  const notes = given
    .filter((name) => !isUsed(name, entry))
    .map((name) => ({ code: 'chart.option_unused', message: `"${name}" has no effect on this chart.` }))
  const { limits } = used
  if (limits !== undefined && limits !== '3sigma' && !entry.limits.some((one) => one === limits)) {
    const { limits: _, ...rest } = used
    const note = { code: 'chart.option_unused', message: `"limits": "${limits}" has no effect on this chart.` }
    return { options: rest, notes: [...notes, note] }
  }
  return { options: used, notes }
}

/** The rules asked for: null for the chart's usual ones; rules that make no sense on it become notes. */
export function readRules(written: unknown, entry: KindEntry): { rules: Rule[] | null; notes: Note[] } {
  if (written === undefined) return { rules: null, notes: [] }
  const asked = readArray(written, '/rules').map((rule, i) => readChoice(rule, `/rules/${i}`, RULES))
  const notes = asked
    .filter((rule) => !entry.rules.possible.includes(rule))
    .map((rule) => ({ code: 'chart.rule_not_applicable', message: `"${rule}" does not apply to this chart.` }))
  return { rules: RULES.filter((rule) => asked.includes(rule) && entry.rules.possible.includes(rule)), notes }
}

type Reader = (value: unknown, path: string, entry: KindEntry) => unknown

const readers: Readonly<Record<OptionName, Reader>> = {
  target: readTarget,
  sigma: (value, path) => readWithin(value, path, (x) => x > 0, 'a sigma above zero'),
  sigma_from: readSigmaFrom,
  limits: (value, path) => readChoice(value, path, ['3sigma', 'exact', 'prediction']),
  sigmas: (value, path) => readWithin(value, path, (x) => x >= 1 && x <= 10, 'a half-width from 1 to 10 sigmas'),
  natural: readNatural,
  lambda: (value, path) => readWithin(value, path, (x) => x > 0 && x <= 1, 'above 0 and at most 1'),
  L: (value, path) => readWithin(value, path, (x) => x > 0 && x <= 100, 'above 0 and at most 100'),
  k: (value, path) => readWithin(value, path, (x) => x >= 0 && x <= 100, 'from 0 to 100'),
  h: (value, path) => readWithin(value, path, (x) => x > 0 && x <= 1e6, 'above 0 and at most a million'),
  head_start: (value, path) => readWithin(value, path, (x) => x >= 0 && x <= 1e6, 'from 0 to a million'),
  center_from: (value, path) => readChoice(value, path, ['mean', 'median']),
  transform: (value, path) => readChoice(value, path, ['none', 'log', 'either']),
  season: (value, path) => readWhole(value, path, 2, 10_000),
  difference: readFlag,
}

const OPTION_NAMES = Object.keys(readers) as OptionName[]

function isUsed(name: string, entry: KindEntry): boolean {
  return entry.options.some((option) => option === name)
}

/** A known proportion lies between 0 and 1, a known count or rate is not negative, a time is positive. */
function readTarget(value: unknown, path: string, entry: KindEntry): number {
  if (entry.size === 'trials') return readWithin(value, path, (x) => x >= 0 && x <= 1, 'a proportion from 0 to 1')
  if (entry.size !== undefined || entry.domain === 'whole') {
    return readWithin(value, path, (x) => x >= 0, 'a mean count or rate of 0 or more')
  }
  return entry.domain === 'positive' ? readWithin(value, path, (x) => x > 0, 'a time above 0') : readNumber(value, path)
}

function readSigmaFrom(value: unknown, path: string, entry: KindEntry): SigmaFrom {
  const known = readChoice(value, path, ['mr', 'median_mr', 'sd', 'range', 's', 'pooled_s'])
  if (!isUsed('sigma_from', entry) || entry.sigmaFrom.includes(known)) return known
  const hint = `Choose from: ${entry.sigmaFrom.join(', ')}.`
  return fail('sigma_from', path, `This chart cannot take its sigma from "${known}".`, hint)
}

function readNatural(value: unknown, path: string): Natural {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('not_an_object', path, 'This is a range.', 'Write {"min":0}, {"max":1} or both.')
  const ends = Object.entries(value).filter(([key, end]) => (key === 'min' || key === 'max') && end !== null)
  const natural: Natural = Object.fromEntries(ends.map(([key, end]) => [key, readNumber(end, `${path}/${key}`)]))
  if ((natural.min ?? Number.NEGATIVE_INFINITY) < (natural.max ?? Number.POSITIVE_INFINITY)) return natural
  return fail('out_of_range', path, 'The least value is not below the greatest.', 'Write the smaller one as "min".')
}

function readFlag(value: unknown, path: string): boolean {
  return typeof value === 'boolean' ? value : fail('not_a_flag', path, 'This is true or false.', 'Write true or false.')
}
