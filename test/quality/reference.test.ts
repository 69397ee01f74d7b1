import { describe, expect, it } from 'vitest'
import { measureKinds } from '../../recipes-schema/quality/measures/index.ts'
import { measuresReference, testsReference } from '../../recipes-schema/quality/reference.ts'
import { testKinds } from '../../recipes-schema/quality/tests/index.ts'
import { load, shop } from '../support/project.ts'

/** `npx vitest run test/quality/reference.test.ts -u` writes the pages anew. */
describe('the pages of reference are what the registries say', () => {
  it('tests', () => expect(testsReference()).toMatchFileSnapshot('../../docs/reference/tests.md'))
  it('measures', () => expect(measuresReference()).toMatchFileSnapshot('../../docs/reference/measures.md'))
})

describe('every example can be written', () => {
  const others = ['airports', 'orders'].map((name) => `  ${name}: { sql: select 1 as x }`).join('\n')
  const read = (body: string) =>
    load({
      ...shop(`nodes:\n  a:\n    sql: select 1 as x\n${body}\n${others}\n`),
      'recipes/shop/tests/no_orphans.sql': 'select 1 from a where x = 2',
    })

  it.each(testKinds.map(({ key, example }) => [key, example]))('test %s', async (_, example) => {
    expect((await read(`    tests:\n      ${example}`)).diagnostics).toEqual([])
  })

  it.each(measureKinds.map(({ key, bare, example }) => [key, bare ? `- ${key}` : `- ${key}: ${example}`]))(
    'measure %s',
    async (_, example) => {
      expect((await read(`    measures:\n      ${example}`)).diagnostics).toEqual([])
    },
  )
})
