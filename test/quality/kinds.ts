import { expect } from 'vitest'
import type { Build } from '../../action/ledger/builds.ts'
import { type Checked, checkBuild } from '../../action/quality/check-build.ts'
import type { Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Fingerprint } from '../../recipes-schema/plan/types.ts'
import { type Node, nodeId } from '../../recipes-schema/recipe/types.ts'
import type { TestResult } from '../../recipes-schema/report/types.ts'
import { project, shop } from '../support/project.ts'
import { type KindCase, kindCases, now, tables } from './kind-cases.ts'

/** The node of the cases, as a recipe declares it. */
export async function nodeWith(tests: readonly string[], measures = ''): Promise<Node> {
  const body = `nodes:
  customers: { sql: "select 'ana' as name, 70.0 as spent" }
  same: { sql: "select 1 as x" }
  halves: { sql: "select 1 as x" }
  orders:
    sql: "select 1 as id"
    measures: [${measures}]
    tests: ${tests.length === 0 ? '[]' : ''}
${tests.map((test) => `      - ${test}`).join('\n')}
`
  const found = (await project(shop(body))).nodes.get(nodeId('shop', 'orders'))
  if (found === undefined) throw new Error('no node')
  return found
}

export interface Bench {
  readonly warehouse: Warehouse
  /** Puts a relation for the table where the cases look for it. */
  readonly schema: string
}

/** Makes the tables of the cases. */
export async function lay({ warehouse, schema }: Bench): Promise<void> {
  await warehouse.makeSchema(schema)
  const session = await warehouse.session()
  const make = (name: string, query: string): Promise<void> =>
    warehouse.make(session, { target: `${schema}.${name}`, as: 'table', query })
  for (const [name, query] of Object.entries(tables)) await make(name, query)
  await make('same', `SELECT * FROM ${schema}.orders`)
  await make('halves', `SELECT customer, amount / 2 AS amount FROM ${schema}.orders`)
  session.close()
}

export interface About {
  readonly relation?: string
  /** Row counts choose how scans are shared. */
  readonly rows?: number
  readonly isView?: boolean
  readonly production?: string | null
  readonly fresh?: string
}

/** Checks a node against the relation, as an order would. */
export async function checkOn({ warehouse, schema }: Bench, node: Node, about: About = {}): Promise<Checked> {
  const { relation = 'orders', rows = 5, isView = false, production = `${schema}.published` } = about
  const build: Build = {
    build: 'b',
    node: node.id,
    kind: 'sql',
    fingerprint: 'f' as Fingerprint,
    relation: `${schema}.${relation}`,
    is_view: isView,
    row_count: rows,
    checksum: null,
    outputs: {},
    sandboxed: false,
  }
  const session = await warehouse.session()
  try {
    return await checkBuild(node, build, {
      warehouse,
      session,
      relationOf: (id) => `${schema}.${id === node.id ? relation : id.slice(id.indexOf('.') + 1)}`,
      productionOf: () => production,
      now,
      seconds: null,
      tests: true,
      ...(about.fresh === undefined ? {} : { fresh: about.fresh }),
    })
  } finally {
    session.close()
  }
}

/** All cases in one node, so that they share scans as the engine's policy has it. */
export async function checkAll(bench: Bench, about: About = {}): Promise<[KindCase, TestResult][]> {
  const node = await nodeWith(kindCases.map((one) => one.test))
  const { tests } = await checkOn(bench, node, about)
  expect(tests).toHaveLength(kindCases.length)
  return kindCases.flatMap((one, index) => {
    const result = tests[index]
    return result === undefined ? [] : [[one, result] as [KindCase, TestResult]]
  })
}

/** What is expected of the orders. */
export function expectCase(one: KindCase, result: TestResult): void {
  const state = one.state ?? (one.failures === 0 ? 'passed' : 'failed')
  expect({ test: one.test, state: result.state, failures: result.failures, message: result.message }).toMatchObject({
    test: one.test,
    state,
    failures: one.failures,
    ...(one.message === undefined
      ? {}
      : { message: typeof one.message === 'string' ? one.message : expect.stringMatching(one.message) }),
  })
}
