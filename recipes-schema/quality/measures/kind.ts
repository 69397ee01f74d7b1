import type { Answer } from '../answer.ts'
import type { Dialect } from '../dialect.ts'

/**
 * What a measure's values are, which decides their chart: `rate` is events of trials (p, or p' where a p chart would cry
 * wolf), `count` is how many there are (c, u), `time` is a duration in seconds (logarithms first), `other` is all else.
 */
export type MeasureNature = 'rate' | 'count' | 'time' | 'other'

/** One measured point. A rate has its events and trials beside its value; what has no value is a missing point. */
export interface MeasureValue {
  readonly value: number | null
  readonly events: number | null
  readonly trials: number | null
}

/** What measures are taken of besides rows; all of it given by whoever makes the build. */
export interface MeasureFacts {
  /** The time of measuring, in milliseconds since 1970. */
  readonly now: number
  /** How long the node took to be made; null when it was not made now. */
  readonly seconds: number | null
  /** What the node printed to its GITHUB_OUTPUT, by name. */
  readonly outputs: Readonly<Record<string, string>>
  /** What the build takes up; null where the engine cannot tell. */
  readonly bytes: number | null
}

export interface MeasureKind<Options> {
  readonly key: string
  /** True when the kind is written as a bare word. */
  readonly bare: boolean
  /** JSON Schema of the value under the key. */
  readonly schema: object
  /** What it measures, in a sentence. */
  readonly summary: string
  /** The value under the key as a person would write it, in YAML; empty for bare kinds. */
  readonly example: string
  readonly nature: MeasureNature
  /** What a value can be at all; limits are cut to it. */
  readonly natural: { readonly min?: number; readonly max?: number }
  /** True when the value follows how many rows there are, so that a sample's is not comparable; null: nobody can know. */
  readonly volume: boolean | null
  /** The measure's name where the recipe gives none. */
  name(options: Options): string
  /** The columns that it is taken of. */
  columns(options: Options): readonly string[]
  /** The SQL expressions in the options, to be parsed before they stand in a query. */
  expressions?(options: Options): readonly string[]
  /** Aggregates over the relation's rows; empty for what is not measured by a query. */
  aggregates(options: Options, dialect: Dialect): readonly string[]
  /** True when the aggregates hold on to many values (DISTINCT, quantiles), which is slower beside others. */
  readonly heavy?: true
  /** The point, from the aggregates' answers in their order. Not finite: the answer was no number. */
  read(options: Options, answers: readonly Answer[], facts: MeasureFacts): MeasureValue
}

/** A plain number as a point. NaN when it is none, which whoever takes measures refuses. */
export function point(answer: Answer | undefined): MeasureValue {
  return { value: numberOf(answer), events: null, trials: null }
}

/** A share as a point; without trials there is none. */
export function share(events: Answer | undefined, trials: Answer | undefined): MeasureValue {
  const [counted, of] = [numberOf(events), numberOf(trials)]
  const value = counted === null || of === null || of === 0 ? null : counted / of
  return { value, events: counted, trials: of }
}

function numberOf(answer: Answer | undefined): number | null {
  if (answer === null || answer === undefined) return null
  return typeof answer === 'string' && answer.trim() === '' ? Number.NaN : Number(answer)
}
