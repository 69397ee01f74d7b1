import { expect, it } from 'vitest'
import { fuzzRecipes } from '../../bench/fuzz-recipes.ts'
import { parser } from '../support/project.ts'

// `npx node bench/fuzz-recipes.ts 100000` does a hundred times a thousand.
it('mutated recipes are read, or refused with a place; nothing throws', async () => {
  const found = await fuzzRecipes(300, 1, parser())
  expect(found.crashes).toEqual([])
  expect(found.unplaced).toEqual([])
  expect(found.refused).toBeGreaterThan(100)
  expect(found.accepted).toBeGreaterThan(20)
})
