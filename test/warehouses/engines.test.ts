import { expect, it } from 'vitest'
import { enginesPage } from './engines-page.ts'

/** `npx vitest run test/warehouses/engines.test.ts -u` writes the page anew. */
it('the page of engines is what the conformance suite holds', () =>
  expect(enginesPage()).toMatchFileSnapshot('../../docs/reference/engines.md'))
