import { expect, it } from 'vitest'
import { reportText } from '../../action/report/report-text.ts'
import { summaryOf } from '../../action/report/summary.ts'
import { childrenWords, childWords } from '../../recipes-schema/report/children-words.ts'
import type { NodeChild, Report } from '../../recipes-schema/report/types.ts'

const child = (
  name: string,
  state: NodeChild['state'],
  ended: string | null = '2026-01-01T00:00:02.5Z',
): NodeChild => ({
  name,
  state,
  word: state,
  started: '2026-01-01T00:00:00Z',
  ended,
  tries: 1,
})
const children = [child('a', 'succeeded'), child('b', 'failed'), child('c', 'skipped'), child('d', 'succeeded')]

it('parts are told by how many ended how, the bad ones first', () => {
  expect(childrenWords(children)).toBe('4 parts: 1 failed, 1 skipped, 2 succeeded')
  expect(childWords(child('b', 'failed'))).toBe('b: failed after 2.5 s')
  // Control-M tells times that nobody can count with.
  expect(childWords({ ...child('b', 'failed'), ended: '20260101000003' })).toBe('b: failed')
  expect(childWords(child('b', 'running', null))).toBe('b: running')
})

it('people see them in the report and in the summary of the job', () => {
  const node = {
    recipe: 'shop',
    node: 'nightly',
    kind: 'airflow',
    state: 'failed',
    seconds: 3,
    attempts: 1,
    rows: null,
    relation: null,
    error: null,
    children,
  }
  const order = {
    id: 'o',
    environment: 'production',
    base: null,
    head: 'h',
    plan_digest: null,
    started_at: '',
    finished_at: '',
  }
  const rest = { tests: [], measures: [], diffs: [], reasons: [], alarm_budget: null, promotion: null, error: null }
  const report = { schema_version: 1, order, verdict: 'fail', nodes: [node], ...rest } as unknown as Report
  expect(reportText(report, false)).toContain(
    '  nightly: 4 parts: 1 failed, 1 skipped, 2 succeeded\n    b: failed after 2.5 s\n',
  )
  expect(summaryOf(report)).toContain('failed (4 parts: 1 failed, 1 skipped, 2 succeeded)')
})
