import type { Report } from '../../recipes-schema/report/types.ts'

/** For each failed test about rows: the query that gives them, to be run by whoever may read the warehouse. */
export function failingRowsLines({ tests }: Report): string[] {
  return tests.flatMap(({ state, node, test, query }) => {
    if (state !== 'failed' || query === undefined) return []
    // As it is, line by line: a comment in it ends with its line.
    const lines = query.split('\n').map((line) => `    ${line.trim()}`)
    return [`  the rows that fail ${node}: ${test}`, ...lines]
  })
}
