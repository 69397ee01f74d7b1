import { count } from '../text/count.ts'
import {
  isLeftAlone,
  type MeasureResult,
  type NodeResult,
  type TestResult,
  type Verdict,
  type VerdictReason,
} from './types.ts'

export interface Evidence {
  readonly nodes: readonly NodeResult[]
  readonly tests: readonly TestResult[]
  readonly measures: readonly MeasureResult[]
  /** How many nodes the plan wanted to run or to check. */
  readonly planned: number
  readonly cancelled: boolean
}

/**
 * The verdict over an order's evidence, with every reason. The Action gives it and the App comes to its own from the
 * same evidence, so that a runner cannot call a failure a pass.
 */
export function verdictOf(evidence: Evidence): { verdict: Verdict; reasons: readonly VerdictReason[] } {
  const failing = [
    ...nothingRan(evidence),
    ...failedNodes(evidence),
    ...failedTests(evidence),
    ...signals(evidence, 'fail'),
  ]
  if (failing.length === 0) failing.push(...leftOut(evidence))
  const warning = [...toleratedNodes(evidence), ...warnedTests(evidence), ...signals(evidence, 'warn')]
  const told = [...acceptedSignals(evidence), ...notComparable(evidence)]
  if (evidence.cancelled) {
    const reason: VerdictReason = { code: 'cancelled', subject: 'order', message: 'The order was cancelled.' }
    return { verdict: 'cancelled', reasons: [reason, ...failing] }
  }
  if (failing.length > 0) return { verdict: 'fail', reasons: [...failing, ...warning, ...told] }
  if (warning.length > 0) return { verdict: 'warn', reasons: [...warning, ...told] }
  return { verdict: 'pass', reasons: [passed(evidence), ...told] }
}

/** A plan that wanted work and a report without any is never a success. */
function nothingRan({ planned, nodes, tests, cancelled }: Evidence): VerdictReason[] {
  const worked =
    // What was ended before it had done anything is told as that.
    (cancelled && nodes.some((node) => node.state === 'cancelled')) ||
    nodes.some((node) => node.state === 'succeeded' || node.state === 'failed' || node.state === 'reused') ||
    nodes.some(isLeftAlone) ||
    tests.length > 0
  if (planned === 0 || worked) return []
  return [{ code: 'nothing_ran', subject: 'order', message: `${planned} nodes were planned and none was reported.` }]
}

/** What was left out although nothing failed: nobody knows anything about it, so it is no success. */
function leftOut({ nodes }: Evidence): VerdictReason[] {
  return nodes
    .filter((node) => (node.state === 'skipped' && !isLeftAlone(node)) || node.state === 'cancelled')
    .map((node) => ({
      code: 'nothing_ran',
      subject: `${node.recipe}.${node.node}`,
      message: node.error?.message ?? 'It was left out.',
    }))
}

function failedNodes({ nodes }: Evidence): VerdictReason[] {
  return nodes
    .filter((node) => node.state === 'failed' && !node.tolerated)
    .map((node) => ({
      code: 'node_failed',
      subject: `${node.recipe}.${node.node}`,
      message: node.error?.message ?? 'It failed.',
    }))
}

/** What may fail and did: people are told, and the order goes on. */
function toleratedNodes({ nodes }: Evidence): VerdictReason[] {
  return nodes
    .filter((node) => node.state === 'failed' && node.tolerated)
    .map((node) => ({
      code: 'node_tolerated',
      subject: `${node.recipe}.${node.node}`,
      message: `${node.error?.message ?? 'It failed.'} (continue-on-error)`,
    }))
}

function failedTests({ tests }: Evidence): VerdictReason[] {
  return tests.flatMap((test): VerdictReason[] => {
    if (test.state === 'error') return [{ code: 'test_error', subject: subjectOf(test), message: test.message }]
    if (test.state === 'failed' && test.severity === 'stop')
      return [{ code: 'test_failed', subject: subjectOf(test), message: test.message }]
    return []
  })
}

function warnedTests({ tests }: Evidence): VerdictReason[] {
  return tests
    .filter((test) => test.state === 'failed' && test.severity === 'warning')
    .map((test) => ({ code: 'test_warned', subject: subjectOf(test), message: test.message }))
}

function signals({ measures }: Evidence, severity: 'fail' | 'warn'): VerdictReason[] {
  return measures.flatMap(({ recipe, node, measure, signal, accepted }): VerdictReason[] =>
    signal?.severity === severity && accepted === null
      ? [
          {
            code: severity === 'fail' ? 'signal' : 'signal_warned',
            subject: `${recipe}.${node}.${measure}`,
            message: signal.message,
          },
        ]
      : [],
  )
}

/** They speak neither for nor against: somebody with the right to has said that the value is meant. */
function acceptedSignals({ measures }: Evidence): VerdictReason[] {
  return measures.flatMap(({ recipe, node, measure, signal, accepted }): VerdictReason[] => {
    if (signal === null || accepted === null) return []
    const message = `${signal.message}; accepted by ${accepted.by}: ${accepted.reason}`
    return [{ code: 'signal_accepted', subject: `${recipe}.${node}.${measure}`, message }]
  })
}

/** One reason for all, so that a large sampled kitchen is not buried in them. */
function notComparable({ measures }: Evidence): VerdictReason[] {
  const left = measures.filter(({ comparable }) => !comparable)
  const [first] = left
  if (first === undefined) return []
  const subject = `${first.recipe}.${first.node}.${first.measure}`
  const rest = 'cannot be compared with production from a part of the data: shown, not judged.'
  if (left.length === 1) return [{ code: 'not_comparable', subject, message: `it ${rest}` }]
  return [{ code: 'not_comparable', subject: 'order', message: `${subject} and ${left.length - 1} more ${rest}` }]
}

function passed({ planned, nodes, tests, measures }: Evidence): VerdictReason {
  if (planned === 0)
    return { code: 'nothing_to_run', subject: 'order', message: 'The plan is empty: nothing had to run.' }
  const parts = [
    `${count(nodes.filter((node) => node.state === 'succeeded').length, 'node')} ran`,
    `${count(tests.filter((test) => test.state === 'passed').length, 'test')} passed`,
    judgedWords(measures),
  ]
  const skipped = tests.filter((test) => test.state === 'skipped').length
  if (skipped > 0) parts.splice(2, 0, `${skipped} left out`)
  const left = nodes.filter(isLeftAlone).length
  if (left > 0) parts.push(`${count(left, 'node')} left alone as the recipe says`)
  const message = `${parts.join(', ')}.`
  return { code: 'all_passed', subject: 'order', message }
}

function subjectOf(test: TestResult): string {
  return `${test.recipe}.${test.node}: ${test.test}`
}

function judgedWords(measures: Evidence['measures']): string {
  const judged = measures.filter(({ comparable }) => comparable)
  const quiet = judged.filter(({ signal }) => signal === null)
  if (quiet.length === judged.length) return `${count(judged.length, 'measure')} judged without a signal`
  return `${count(judged.length, 'measure')} judged, ${count(judged.length - quiet.length, 'signal')} accepted`
}
