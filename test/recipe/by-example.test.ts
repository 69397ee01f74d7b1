import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { NodeId } from '../../recipes-schema/recipe/types.ts'
import { load, project } from '../support/project.ts'

const root = fileURLToPath(new URL('../fixtures/language/', import.meta.url))

function files(): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
  const found = paths.filter((path) => statSync(join(root, path)).isFile())
  return Object.fromEntries(found.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

it('the language, by example, is well', async () => {
  expect((await load(files())).diagnostics).toEqual([])
})

it('and means what it says', async () => {
  const loaded = await project(files())
  expect(loaded.order.map((node) => `${node.recipe}.${node.name} ${node.kind}`)).toEqual([
    'flights.arrivals sql',
    'flights.by_airport sql',
    'flights.deep_dive run',
    'flights.people_clean sql',
    'flights.nightly airflow',
    'regions.by_region sql',
    'flights.regions recipe',
  ])
  expect(loaded.budget).toMatchObject({ bytesScanned: 50e9, minutes: 20, onExceed: 'require_approval' })
  expect(loaded.kitchen).toMatchObject({ ttl: 604_800 })
  expect(loaded.permissions).toMatchObject({ promote: ['maintain'], approveFork: ['maintain'], rollback: null })
  const node = (name: string) => loaded.nodes.get(`flights.${name}` as NodeId)
  expect(node('deep_dive')).toMatchObject({
    upstreams: ['flights.arrivals'],
    condition: '${{ measures.arrivals.row_count > 1000 && tests.arrivals.passed }}',
    timeoutMinutes: 10,
    retry: { attempts: 3, backoffSeconds: 10 },
  })
  expect(node('nightly')).toMatchObject({ outside: true, sandbox: { dag: 'nightly_sandbox' }, ambient: ['order.date'] })
  expect(node('arrivals')?.measures.map((one) => [one.name, one.chart])).toEqual([
    ['row_count', null],
    ['null_rate_delay', null],
    ['mean_delay', null],
    ['p95_delay', 'i'],
  ])
  expect((await project(files(), { variation: 'small' })).nodes.get('flights.by_airport' as NodeId)?.variables).toEqual(
    {
      min_flights: 5,
    },
  )
})
