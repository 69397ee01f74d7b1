import { describe, expect, it } from 'vitest'
import type { Seen } from '../../recipes-schema/quality/seen.ts'
import { unmetNeed } from '../../recipes-schema/quality/unmet-need.ts'
import { type NodeId, nodeId } from '../../recipes-schema/recipe/types.ts'
import { project, shop } from '../support/project.ts'

const recipe = (test: string): string => `sources: { raw: { file: raw.csv }, every: { file: every.csv } }
nodes:
  a: { sql: "select id, n from raw", tests: [${test}] }
  b: { sql: "select id, n from every" }
`

describe('what a test needs to see', () => {
  const parts: Record<string, [Seen | null, Seen | null]> = {
    'a whole, b whole': [null, null],
    'a sampled, b whole': ['sample', null],
    'a sampled, b sampled': ['sample', 'sample'],
    'a windowed, b whole': ['window', null],
    'a whole, b windowed': [null, 'window'],
  }
  const yes = { 'a whole, b whole': true }
  it.each([
    ['not_null: id', { ...yes, 'a sampled, b whole': true, 'a windowed, b whole': true }],
    ['row_count: { min: 1 }', { ...yes, 'a sampled, b whole': true, 'a windowed, b whole': true }],
    ['row_count: { min: 2 }', { ...yes, 'a sampled, b whole': false, 'a windowed, b whole': false }],
    ['row_count: { max: 5 }', { ...yes, 'a sampled, b whole': false, 'a whole, b windowed': true }],
    ['row_count: { equals: production }', { ...yes, 'a sampled, b whole': false }],
    ['row_count: { equals: b }', { ...yes, 'a sampled, b whole': false, 'a sampled, b sampled': true }],
    ['row_count: { equals: b, within: 5% }', { ...yes, 'a whole, b windowed': false }],
    ['distinct_count: { columns: id, min: 2 }', { ...yes, 'a sampled, b whole': false }],
    ['no_gaps: { column: id }', { ...yes, 'a sampled, b whole': false, 'a windowed, b whole': false }],
    ['distribution: { column: n }', { ...yes, 'a sampled, b whole': true, 'a windowed, b whole': false }],
    ['sum_equals: { column: n, to: b.n }', { ...yes, 'a windowed, b whole': false, 'a sampled, b sampled': true }],
    [
      'relationships: { column: id, to: b.id }',
      { ...yes, 'a sampled, b whole': true, 'a sampled, b sampled': true, 'a whole, b windowed': false },
    ],
  ])('%s', async (written, expected) => {
    const head = await project(shop(recipe(written)))
    const node = head.nodes.get(nodeId('shop', 'a'))
    const test = node?.tests[0]
    if (node === undefined || test === undefined) throw new Error('there is no test')
    for (const [words, tested] of Object.entries(expected)) {
      const [a, b] = parts[words] ?? [null, null]
      const seen = new Map<NodeId, Seen>()
      if (a !== null) seen.set(nodeId('shop', 'a'), a)
      if (b !== null) seen.set(nodeId('shop', 'b'), b)
      expect([words, unmetNeed(node, test, seen) === null]).toEqual([words, tested])
    }
  })

  it('says why', async () => {
    const head = await project(
      shop(recipe('row_count: { equals: b }, relationships: { column: id, to: b.id }, no_gaps: { column: id }')),
    )
    const node = head.nodes.get(nodeId('shop', 'a'))
    const said = (seen: [string, Seen][]) => {
      const map = new Map(seen.map(([name, part]) => [nodeId('shop', name), part]))
      return node?.tests.map((test) => unmetNeed(node, test, map))
    }
    expect(said([['a', 'sample']])).toEqual([
      'Not tested: this kitchen sees a sample and all of b.',
      null,
      'Not tested: this kitchen sees a sample of the data, and this needs all of it.',
    ])
    expect(said([['b', 'window']])).toEqual([
      'Not tested: this kitchen sees all and a window of b.',
      'Not tested: this kitchen sees a window of the data in b, and all of it here.',
      null,
    ])
  })
})
