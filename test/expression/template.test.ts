import { describe, expect, it } from 'vitest'
import { evaluateTemplate, readTemplate } from '../../recipes-schema/expression/template.ts'

const values = {
  vars: { n: 5, name: 'x' },
  measures: { a: { rows: 12 } },
  env: { HOME: '/home' },
  nodes: { a: { outputs: { text: 'hi' } } },
}

describe('evaluation', () => {
  it.each<[string, string | number | boolean | null]>([
    ['plain', 'plain'],
    ['${{ vars.n }}', 5],
    ['${{ vars.n > 3 && measures.a.rows < 20 }}', true],
    ['n=${{ vars.n }}!', 'n=5!'],
    ['${{ env.HOME }}/raw.csv', '/home/raw.csv'],
    ['${{ nodes.a.outputs.text }}', 'hi'],
    ['${{ vars.missing }}', null],
    ['a${{ vars.missing }}b', 'ab'],
    ["${{ format('{0}-{1}', vars.name, vars.n) }}", 'x-5'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(evaluateTemplate(text, values)).toBe(expected)
  })
})

describe('references and faults', () => {
  it('finds every context access with its offsets', () => {
    const text = "a ${{ vars.n }} ${{ measures['a'].rows > 2 || 'vars.no' == env.HOME }}"
    const { references, faults } = readTemplate(text)
    expect(faults).toEqual([])
    expect(references.map((one) => one.path.join('.'))).toEqual(['vars.n', 'measures.a.rows', 'env.HOME'])
    expect(references.map((one) => text.slice(one.start, one.end))).toEqual([
      'vars.n',
      "measures['a'].rows",
      'env.HOME',
    ])
  })
  it.each(['${{ vars. }}', '${{ unknown.x }}', '${{ 1 + }}', '${{ vars.n', '${{ nofunction(1) }}'])(
    '%s is a fault',
    (text) => {
      expect(readTemplate(text).faults).toHaveLength(1)
    },
  )
})
