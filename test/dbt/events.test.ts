import { describe, expect, it } from 'vitest'
import { dbtEvent } from '../../action/dbt/events.ts'
import { childrenOf, failureOf, testsOf } from '../../action/dbt/found.ts'
import type { OutsideNode } from '../../recipes-schema/recipe/types.ts'

const line = (status: string, code = 'Q025', finished = '2026-11-26T17:56:50.501102'): string =>
  JSON.stringify({
    info: { code, level: 'debug', msg: '\u001b[32mFinished\u001b[0m' },
    data: {
      node_info: {
        unique_id: 'model.shop.total',
        node_status: status,
        node_started_at: '2026-11-26T17:56:50.407660',
        node_finished_at: finished,
      },
    },
  })

describe("dbt's events", () => {
  it.each([
    ['success', 'Q025', 'succeeded'],
    ['warn', 'Q025', 'succeeded'],
    ['error', 'Q025', 'failed'],
    ['skipped', 'Q025', 'skipped'],
    // A word of a later dbt: what has ended and is not known to be well is not well.
    ['splendid', 'Q025', 'failed'],
  ] as const)('a node that is %s', (word, code, state) => {
    const event = dbtEvent(line(word, code))
    expect(event?.message).toBe('Finished')
    expect(event?.child).toMatchObject({ name: 'model.shop.total', word, state, ended: '2026-11-26T17:56:50.501102Z' })
  })

  it('a node that has begun runs', () => {
    expect(dbtEvent(line('started', 'Q024', ''))?.child).toMatchObject({ state: 'running', ended: null, tries: 1 })
  })

  it.each([['no JSON'], ['null'], ['{"info":{}}'], ['[1]'], ['{"info":{"code":"Q024","level":"info"},"data":{}}']])(
    'of %s no node is known',
    (text) => expect(dbtEvent(text)?.child ?? null).toBeNull(),
  )
})

describe('what dbt has found', () => {
  const node = { recipe: 'shop', name: 'models', place: { file: 'recipes/shop/recipe.yaml', line: 3 } } as OutsideNode
  const result = (unique_id: string, status: string, failures: number | null = null) => ({
    unique_id,
    status,
    failures,
    execution_time: 1,
  })
  const manifest = {
    'test.shop.unique.1': {
      unique_id: 'test.shop.unique.1',
      resource_type: 'test',
      name: 'unique',
      original_file_path: 'models/s.yml',
      config: { severity: 'ERROR' },
      depends_on: { nodes: ['model.shop.a', 'model.shop.other'] },
    },
    'test.shop.soft.2': {
      unique_id: 'test.shop.soft.2',
      resource_type: 'test',
      name: 'soft',
      original_file_path: 'models/s.yml',
      config: { severity: 'warn' },
    },
  }

  it.each([
    ['test.shop.unique.1', 'pass', 'stop', 'passed'],
    ['test.shop.unique.1', 'fail', 'stop', 'failed'],
    // It has `warn_if` and has not come to `error_if`.
    ['test.shop.unique.1', 'warn', 'warning', 'failed'],
    ['test.shop.soft.2', 'warn', 'warning', 'failed'],
    ['test.shop.unique.1', 'error', 'stop', 'error'],
    ['test.shop.unique.1', 'skipped', 'stop', 'skipped'],
    ['test.shop.unique.1', 'splendid', 'stop', 'error'],
    ['test.shop.unknown.3', 'pass', 'stop', 'passed'],
  ])('%s that is %s', (id, status, severity, state) => {
    expect(testsOf(node, 'recipes/shop/dbt', [result(id, status, 2)], manifest)[0]).toMatchObject({
      severity,
      state,
      failures: 2,
    })
  })

  it('children stand on those that ran', () => {
    const results = [result('model.shop.a', 'success'), result('test.shop.unique.1', 'pass')]
    expect(childrenOf(results, manifest, new Map())[1]).toMatchObject({ needs: ['model.shop.a'] })
  })

  it('a failure names what failed', () => {
    expect(failureOf([result('model.a', 'error'), result('model.b', 'success')])).toMatch(/^1 part failed: model.a/)
  })
})
