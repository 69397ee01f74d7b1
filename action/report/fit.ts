import { fitDiffs } from '../../recipes-schema/diff/fit.ts'
import type { Report, TestResult } from '../../recipes-schema/report/types.ts'

/** What a report may hold of a text; its schema refuses more. */
const longest = { message: 4000, name: 1000 } as const

/** The report with every text cut to what its schema takes: a long check or a chatty command must not lose the report. */
export function fitReport(report: Report): Report {
  return {
    ...report,
    reasons: report.reasons.map((reason) => ({
      ...reason,
      subject: cut(reason.subject, longest.name),
      message: cut(reason.message),
    })),
    nodes: report.nodes.map((node) =>
      node.error === null ? node : { ...node, error: { ...node.error, message: cut(node.error.message) } },
    ),
    diffs: fitDiffs(report.diffs),
    tests: report.tests.map(fitTest),
  }
}

/** A query that is cut is none, and is left out. */
function fitTest({ query, samples, ...test }: TestResult): TestResult {
  return {
    ...test,
    test: cut(test.test, longest.name),
    message: cut(test.message),
    ...(query !== undefined && query.length <= longest.message ? { query } : {}),
    ...(samples === undefined
      ? {}
      : { samples: { columns: samples.columns.map((name) => cut(name, 300)), rows: samples.rows } }),
  }
}

function cut(text: string, length: number = longest.message): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
