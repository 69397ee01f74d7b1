import type { Measure, Test } from '../../recipe/types.ts'
import { measureKind } from '../measures/index.ts'
import { testKind } from '../tests/index.ts'

export interface CoveredColumn {
  readonly column: string
  /** The tests and measures that look at it. */
  readonly by: readonly string[]
}

/** Which tests and measures look at which columns: by their options, and by the names in their expressions and queries. */
export function coverageOf(
  columns: readonly string[],
  checks: { readonly tests: readonly Test[]; readonly measures: readonly Measure[] },
): CoveredColumn[] {
  const looks = [
    ...checks.tests.map((test) => ({ name: test.name, words: wordsOfTest(test) })),
    ...checks.measures.map((measure) => ({ name: measure.name, words: wordsOfMeasure(measure) })),
  ]
  return columns.map((column) => ({
    column,
    by: looks.filter(({ words }) => words.has(column.toLowerCase())).map(({ name }) => name),
  }))
}

function wordsOfTest({ kind: key, options, query }: Test): Set<string> {
  const kind = testKind(key)
  return words([...kind.columns(options), ...(kind.expressions?.(options) ?? []), query?.text ?? ''])
}

function wordsOfMeasure({ kind: key, options }: Measure): Set<string> {
  const kind = measureKind(key)
  return words([...kind.columns(options), ...(kind.expressions?.(options) ?? [])])
}

function words(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) => [text.toLowerCase(), ...(text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])]),
  )
}
