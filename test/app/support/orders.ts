import { createHash, randomUUID } from 'node:crypto'
import { type OrderContent, orderId, type RepositoryRef } from '../../../app/orders/order.ts'
import type { Report } from '../../../recipes-schema/report/types.ts'

export const repository: RepositoryRef = {
  id: 501,
  ownerId: 9,
  owner: 'harbour',
  name: 'flights',
  installationId: 3,
  defaultBranch: 'main',
}

export const digest = `sha256:${'d'.repeat(64)}`
export const head = '1'.repeat(40)

/** An order of its own for each test. */
export function anOrder(over: Partial<OrderContent> = {}): OrderContent {
  const hash = createHash('sha256').update(randomUUID()).digest('hex')
  return {
    id: orderId(hash),
    kind: 'kitchen',
    environment: 'pr_7',
    head,
    base: '2'.repeat(40),
    merge_base: '2'.repeat(40),
    plan_digest: digest,
    pull_request: 7,
    actor: 'ada',
    force: [],
    repository,
    plan: null,
    wanted: [],
    title: 'Count late arrivals',
    ...over,
  }
}

/** A report that fits an order: one node, one test, one measure. */
export function aReport(order: OrderContent, over: Partial<Report> = {}): Report {
  return {
    schema_version: 1,
    order: {
      id: order.id,
      environment: order.environment,
      base: order.base,
      head: order.head,
      plan_digest: order.plan_digest ?? digest,
      started_at: '2026-05-04T10:00:00.000Z',
      finished_at: '2026-05-04T10:00:09.000Z',
    },
    verdict: 'pass',
    reasons: [{ code: 'all_passed', subject: 'order', message: '1 nodes ran, 1 tests passed.' }],
    nodes: [
      {
        recipe: 'flights',
        node: 'arrivals',
        kind: 'sql',
        state: 'succeeded',
        seconds: 1.25,
        attempts: 1,
        rows: 15_004,
        relation: 'galley_builds.arrivals__3f2a9c1b20',
        error: null,
      },
    ],
    tests: [
      {
        recipe: 'flights',
        node: 'arrivals',
        test: 'unique(flight_id)',
        severity: 'stop',
        state: 'passed',
        failures: 0,
        message: 'No flight_id is there twice.',
        location: { file: 'recipes/flights/recipe.yaml', line: 81 },
      },
    ],
    measures: [],
    diffs: [],
    alarm_budget: null,
    promotion: null,
    error: null,
    ...over,
  }
}
