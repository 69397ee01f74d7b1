import { expect, it } from 'vitest'
import { unfitNode } from '../../action/node-version.ts'

it.each([
  ['v20.20.2', false],
  ['v21.7.3', false],
  ['v22.0.0', true],
  ['v24.21.0', true],
  ['v100.0.0', true],
  ['nonsense', false],
])('Node %s can run Galley: %s', (version, can) => {
  const said = unfitNode(version)
  if (can) expect(said).toBeNull()
  else expect(said).toMatch(new RegExp(`^galley: Galley needs Node 22 or newer, and this is ${version}\\.[^\\n]*$`))
})

it('this one can', () => {
  expect(unfitNode(process.version)).toBeNull()
})
