import {
  isLeftAlone,
  type Report,
  type TestResult,
  type Verdict,
  type VerdictReason,
} from '../../recipes-schema/report/types.ts'
import { verdictOf } from '../../recipes-schema/report/verdict.ts'
import type { OrderContent, WantedNode } from './order.ts'

export interface Judgement {
  readonly verdict: Verdict
  readonly reasons: readonly VerdictReason[]
  /** The report's tests with the severities that the recipe gives them. */
  readonly tests: readonly TestResult[]
}

/**
 * The App's own verdict over a report. It is made from the evidence alone, with the recipe's severities and the plan's
 * expectations; where the runner's verdict is worse, that counts.
 */
export function judge(content: Pick<OrderContent, 'kind' | 'wanted'>, report: Report): Judgement {
  const tests = report.tests.map((test) => withRecipeSeverity(test, content.wanted))
  const own = verdictOf({
    nodes: report.nodes,
    tests,
    measures: report.measures,
    planned: content.wanted.length,
    cancelled: report.verdict === 'cancelled',
  })
  if (report.error !== null) {
    const message = [report.error.message, report.error.hint].filter((part) => part !== null).join(' ')
    const stopped: VerdictReason = { code: 'nothing_ran', subject: report.error.code, message }
    return { verdict: 'fail', reasons: [stopped, ...own.reasons.filter(isBad)], tests }
  }
  const missing =
    content.kind === 'kitchen' && rank[own.verdict] <= rank.warn ? missingEvidence(content.wanted, report) : []
  if (missing.length > 0) return { verdict: 'fail', reasons: [...missing, ...own.reasons.filter(isBad)], tests }
  if (rank[report.verdict] > rank[own.verdict]) return { verdict: report.verdict, reasons: report.reasons, tests }
  return { ...own, tests }
}

const rank: Record<Verdict, number> = { pass: 0, warn: 1, cancelled: 2, fail: 3 }

function isBad(reason: VerdictReason): boolean {
  return reason.code !== 'all_passed' && reason.code !== 'nothing_to_run'
}

/** How bad a failed test is stands in the recipe; a runner cannot soften it. */
function withRecipeSeverity(test: TestResult, wanted: readonly WantedNode[]): TestResult {
  const node = wanted.find((one) => one.recipe === test.recipe && one.node === test.node)
  const severity = node?.tests.find((one) => one.name === test.test)?.severity
  return severity === undefined ? test : { ...test, severity }
}

/**
 * What the plan wanted and the report does not hold. Nothing is green because nobody looked: that a build exists does not
 * mean that it passed, so a reused one has to come with the results of its tests too.
 */
function missingEvidence(wanted: readonly WantedNode[], report: Report): VerdictReason[] {
  const states = new Map(report.nodes.map((node) => [idOf(node), node]))
  const tests = new Map(report.tests.map((test) => [`${idOf(test)}: ${test.test}`, test.state]))
  const measures = new Set(report.measures.map((measure) => `${idOf(measure)}.${measure.measure}`))
  return wanted.flatMap((node): VerdictReason[] => {
    const id = idOf(node)
    const found = states.get(id)
    // Only where the recipe says so: a runner cannot leave out what it likes.
    if (node.mayBeLeftAlone && found !== undefined && (isLeftAlone(found) || found.tolerated)) return []
    if (found?.state !== 'succeeded' && found?.state !== 'reused')
      return [absent(id, 'It was planned and was not run.')]
    const subjects = [
      ...node.tests
        .filter(({ name, mayBeLeftOut }) => {
          const state = tests.get(`${id}: ${name}`)
          return state === undefined || (state === 'skipped' && mayBeLeftOut !== true)
        })
        .map(({ name }) => `${id}: ${name}`),
      ...node.measures.map((measure) => `${id}.${measure}`).filter((measure) => !measures.has(measure)),
    ]
    return subjects.map((subject) => absent(subject, 'It was planned and was not evaluated.'))
  })
}

function idOf({ recipe, node }: { readonly recipe: string; readonly node: string }): string {
  return `${recipe}.${node}`
}

function absent(subject: string, message: string): VerdictReason {
  return { code: 'nothing_ran', subject, message }
}
