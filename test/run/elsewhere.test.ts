import { expect, it } from 'vitest'
import { desk } from '../support/cli.ts'
import { shop } from '../support/project.ts'

const files = (node: string): Record<string, string> => {
  const made = shop(`nodes:\n  a: { sql: select 1 as x${node} }\n`)
  const galley =
    made['galley.yaml']?.replace('connections: {', 'connections: { other: { type: duckdb, path: o.duckdb },') ?? ''
  return { ...made, 'galley.yaml': galley }
}

it('a warehouse that nothing works in is in nobody’s way', async () => {
  const { galley } = await desk(files(''))
  expect((await galley('run', '--env', 'production')).exit).toBe(0)
})

it('a node that works in another one than production’s is refused before anything starts, by its place', async () => {
  const { galley } = await desk(files(', connection: other'))
  const ran = await galley('run', '--env', 'production', '--json')
  expect([ran.exit, ran.json.error.code]).toEqual([2, 'order.not_yet'])
  expect(ran.json.error.message).toContain('recipes/shop/recipe.yaml:3')
})
