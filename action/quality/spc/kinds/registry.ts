import type { OptionName } from '../series/names.ts'
import { RULES } from '../series/names.ts'
import type { Data, Kind, Rule, SigmaFrom } from '../series/types.ts'
import { counts, type Family } from './counts.ts'
import { cusum } from './cusum.ts'
import { deviations, ranges } from './dispersion.ts'
import { ewma } from './ewma.ts'
import { geometric } from './geometric.ts'
import { individuals } from './individuals.ts'
import { laney } from './laney.ts'
import { movingRange } from './moving-range.ts'
import { runChart } from './run.ts'
import { timeBetween } from './time-between.ts'
import type { Drawing, Phase } from './types.ts'
import { xbar } from './xbar.ts'

/** What a kind of chart takes, obeys and does. A new chart is one file and one entry here. */
export interface KindEntry {
  readonly takes: readonly Data['type'][]
  /** Where the sizes of counts are written; `one` for a count per inspection unit. */
  readonly size?: 'trials' | 'exposure' | 'one'
  /** What single values may be. */
  readonly domain: 'any' | 'positive' | 'whole'
  readonly sigmaFrom: readonly SigmaFrom[]
  readonly rules: { readonly usual: readonly Rule[]; readonly possible: readonly Rule[] }
  readonly options: readonly OptionName[]
  /** Ways to its limits beside three sigmas. */
  readonly limits: readonly ('exact' | 'prediction')[]
  /** True for a chart of small shifts, whose signal is a reason to look and never to fail. */
  readonly onlyWarns?: boolean
  readonly draw: (phase: Phase) => Drawing
}

const SINGLE = ['mr', 'median_mr', 'sd'] as const
const WITHIN = ['range', 's', 'pooled_s'] as const
const SHEWHART = { usual: ['beyond_3s', 'run_8'], possible: RULES } as const
/** Skewed or dependent statistics, for which a pattern rule would alarm by itself. */
const LIMITS_ONLY = { usual: ['beyond_3s'], possible: ['beyond_3s'] } as const
/** Skewed enough that pattern rules wait to be asked for. */
const LIMITS_FIRST = { usual: ['beyond_3s'], possible: RULES } as const
/** Options of the charts whose limits a family of measures may widen. */
const WIDTH = ['limits', 'sigmas', 'natural'] as const
const NONE = { usual: [], possible: [] } as const
const BINOMIAL: Family = { name: 'binomial', plotsCounts: false }
const POISSON: Family = { name: 'poisson', plotsCounts: false }

export const KINDS: Readonly<Record<Kind, KindEntry>> = {
  i: {
    ...onValues(individuals, SINGLE, SHEWHART),
    limits: ['prediction'],
    options: [...WIDTH, 'target', 'sigma', 'sigma_from', 'center_from', 'transform', 'season', 'difference'],
  },
  mr: { ...onValues(movingRange, SINGLE, LIMITS_ONLY), options: ['sigma', 'sigma_from'] },
  xbar: { ...onSubgroups(xbar, SHEWHART), options: ['target', 'sigma', 'sigma_from'] },
  r: { ...onSubgroups(ranges, LIMITS_FIRST), options: ['sigma', 'sigma_from'] },
  s: { ...onSubgroups(deviations, LIMITS_FIRST), options: ['sigma', 'sigma_from'] },
  p: { ...onCounts('trials', (phase) => counts(phase, BINOMIAL)), options: [...WIDTH, 'target'] },
  np: {
    ...onCounts('trials', (phase) => counts(phase, { ...BINOMIAL, plotsCounts: true })),
    options: [...WIDTH, 'target'],
  },
  c: { ...onCounts('one', (phase) => counts(phase, { ...POISSON, plotsCounts: true })), options: [...WIDTH, 'target'] },
  u: { ...onCounts('exposure', (phase) => counts(phase, POISSON)), options: [...WIDTH, 'target'] },
  p_prime: {
    ...onCounts('trials', (phase) => laney(phase, BINOMIAL)),
    limits: ['prediction'],
    options: [...WIDTH, 'target'],
  },
  u_prime: {
    ...onCounts('exposure', (phase) => laney(phase, POISSON)),
    limits: ['prediction'],
    options: [...WIDTH, 'target'],
  },
  g: { ...onValues(geometric, [], LIMITS_FIRST), limits: ['exact'], domain: 'whole', options: ['target', 'limits'] },
  t: {
    ...onValues(timeBetween, SINGLE, SHEWHART),
    limits: ['prediction'],
    domain: 'positive',
    options: [...WIDTH, 'target', 'sigma', 'sigma_from', 'center_from'],
  },
  ewma: { ...onMeans(ewma, LIMITS_ONLY), options: ['target', 'sigma', 'sigma_from', 'lambda', 'L'], onlyWarns: true },
  cusum: { ...onMeans(cusum, NONE), options: ['target', 'sigma', 'sigma_from', 'k', 'h', 'head_start'] },
  run: { ...onValues(runChart, [], NONE), options: ['target', 'center_from'] },
}

type PhaseOf<T extends Data['type']> = Phase<Extract<Data, { type: T }>>
type Entry = Omit<KindEntry, 'options'>

function onValues(
  draw: (phase: PhaseOf<'values'>) => Drawing,
  sigmaFrom: readonly SigmaFrom[],
  rules: KindEntry['rules'],
): Entry {
  return {
    takes: ['values'],
    domain: 'any',
    sigmaFrom,
    rules,
    limits: [],
    draw: (phase) => draw(narrow(phase, 'values')),
  }
}

function onSubgroups(draw: (phase: PhaseOf<'subgroups'>) => Drawing, rules: KindEntry['rules']): Entry {
  return {
    takes: ['subgroups'],
    domain: 'any',
    sigmaFrom: WITHIN,
    rules,
    limits: [],
    draw: (phase) => draw(narrow(phase, 'subgroups')),
  }
}

function onCounts(size: 'trials' | 'exposure' | 'one', draw: (phase: PhaseOf<'counts'>) => Drawing): Entry {
  return {
    takes: ['counts'],
    size,
    domain: 'any',
    sigmaFrom: [],
    rules: SHEWHART,
    limits: ['exact', 'prediction'],
    draw: (phase) => draw(narrow(phase, 'counts')),
  }
}

function onMeans(draw: (phase: PhaseOf<'values' | 'subgroups'>) => Drawing, rules: KindEntry['rules']): Entry {
  return {
    takes: ['values', 'subgroups'],
    domain: 'any',
    sigmaFrom: [...SINGLE, ...WITHIN],
    rules,
    limits: [],
    draw: (phase) => draw(narrow(phase, 'values', 'subgroups')),
  }
}

/** The reader gives each chart the data that it takes; anything else is a bug. */
function narrow<T extends Data['type']>(phase: Phase, ...types: readonly T[]): PhaseOf<T> {
  const { data } = phase
  if (!isOneOf(data, types)) throw new TypeError(`a chart of ${types.join(' or ')} cannot draw ${data.type}`)
  return { ...phase, data }
}

function isOneOf<T extends Data['type']>(data: Data, types: readonly T[]): data is Extract<Data, { type: T }> {
  return types.some((type) => type === data.type)
}
