import type { FailIf, Test } from '../recipe/types.ts'
import type { TestResult } from '../report/types.ts'
import type { Finding } from './tests/kind.ts'
import { plainNumber } from './words.ts'

/**
 * Whether a finding is a failure: one is enough unless `fail_if` says how many. What it allows is still told. Throws what
 * cannot be judged: no number, or a share of nobody knows how many.
 */
export function judgeFinding(
  { failIf }: Pick<Test, 'failIf'>,
  { failures, total }: Finding,
  message: string,
): Pick<TestResult, 'state' | 'failures' | 'message'> {
  if (!Number.isFinite(failures)) throw new Error('it did not answer with a number')
  if (failures === 0) return { state: 'passed', failures, message: '' }
  if (failIf === null) return { state: 'failed', failures, message }
  const limit = limitOf(failIf, total)
  const failed = failIf.compare === '>' ? failures > limit : failures >= limit
  const allowed = `fails ${failIf.compare === '>' ? 'above' : 'from'} ${plainNumber(failIf.amount)}${failIf.percent ? ' %' : ''}`
  return { state: failed ? 'failed' : 'passed', failures, message: `${message} (${allowed})` }
}

function limitOf({ amount, percent }: FailIf, total: number | null): number {
  if (!percent) return amount
  if (total === null) throw new Error('nobody counted of how many, so that a share of them cannot be told')
  return (amount / 100) * total
}
