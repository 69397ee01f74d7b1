import { join } from 'node:path'
import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'
import type { NodeChild, TestResult } from '../../recipes-schema/report/types.ts'
import { count } from '../../recipes-schema/text/count.ts'
import { stateOf } from '../orchestrators/orchestrator.ts'
import type { DbtNode, DbtResult } from './artifacts.ts'
import { dbtStates } from './events.ts'

type Manifest = Readonly<Record<string, DbtNode>>

/** dbt's tests as tests of the node: their severities, their counts, their own files. */
export function testsOf(
  node: OutsideNode,
  project: string,
  results: readonly DbtResult[],
  manifest: Manifest,
): TestResult[] {
  return results.flatMap((result) => {
    const test = manifest[result.unique_id]
    if (test?.resource_type !== 'test' && !result.unique_id.startsWith('test.')) return []
    const { recipe, name } = node
    const file = test === undefined ? node.place.file : join(project, test.original_file_path)
    return [
      {
        recipe,
        node: name,
        test: test?.name ?? result.unique_id,
        severity: severityOf(result, test),
        state: testState(result.status),
        failures: result.failures ?? 0,
        message: result.message ?? (result.status === 'pass' ? 'passed' : result.status),
        location: { file, line: test === undefined ? node.place.line : 1 },
      },
    ]
  })
}

/** A test that may fail, or that has not reached its limit for failing, warns. */
function severityOf({ status }: DbtResult, test: DbtNode | undefined): TestResult['severity'] {
  return status === 'warn' || test?.config?.severity?.toLowerCase() === 'warn' ? 'warning' : 'stop'
}

function testState(status: string): TestResult['state'] {
  const known: Readonly<Record<string, TestResult['state']>> = {
    pass: 'passed',
    fail: 'failed',
    warn: 'failed',
    skipped: 'skipped',
    'no-op': 'skipped',
  }
  return known[status] ?? 'error'
}

/** The project's graph as far as it was run: each part with what it stands on. */
export function childrenOf(
  results: readonly DbtResult[],
  manifest: Manifest,
  live: ReadonlyMap<string, NodeChild>,
): NodeChild[] {
  const ran = new Set(results.map(({ unique_id }) => unique_id))
  return results.map(({ unique_id: name, status: word }) => {
    const seen = live.get(name)
    const needs = (manifest[name]?.depends_on?.nodes ?? []).filter((id) => ran.has(id))
    return {
      name,
      state: stateOf(dbtStates, word) ?? 'failed',
      word,
      started: seen?.started ?? null,
      ended: seen?.ended ?? null,
      tries: seen?.tries ?? 0,
      ...(needs.length > 0 ? { needs } : {}),
    }
  })
}

/** Why dbt failed, in the words of what failed first. */
export function failureOf(results: readonly DbtResult[]): string {
  const bad = results.filter(({ status }) => (stateOf(dbtStates, status) ?? 'failed') === 'failed')
  const told = bad
    .slice(0, 5)
    .map(({ unique_id, message }) => `${unique_id}: ${(message ?? '').trim().split('\n').slice(0, 3).join(' ')}`)
  const more = bad.length > told.length ? ` and ${count(bad.length - told.length, 'other')}` : ''
  return `${count(bad.length, 'part')} failed: ${told.join('; ')}${more}`
}
