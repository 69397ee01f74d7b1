import { readProject, withParser } from '../../action/commands/open.ts'
import { resolveCommit } from '../../action/git/repository.ts'
import { carryOut } from '../../action/run/carry-out.ts'
import { orderId } from '../../action/run/order-id.ts'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import type { Landing } from './landing.ts'

/**
 * Production's history, made honestly: for each day its flights are landed and a production order is carried out by the
 * engine, as a nightly schedule would.
 */
export async function produceDays(options: {
  checkout: string
  warehouse: string
  landing: Landing
  days: readonly string[]
  env: NodeJS.ProcessEnv
  onDay: (day: string, report: Report) => void
}): Promise<void> {
  const { checkout, landing } = options
  const signal = new AbortController().signal
  const head = await resolveCommit(checkout, 'HEAD')
  const project = await withParser((parser) => readProject(checkout, head, parser))
  const warehouse = await openDuckdb(options.warehouse, { waitMs: 0, onWait: () => {}, signal })
  try {
    for (const day of options.days) {
      await landing.land(day)
      const report = await carryOut(
        {
          id: orderId(new Date()),
          kind: 'run',
          environment: { name: 'production', schema: project.production.schema },
          head: project,
          base: null,
          shas: { base: null, head, merge_base: null },
          digest: null,
          actor: 'schedule',
          pull_request: null,
          date: day,
          force: [],
          jobs: 2,
          env: options.env,
          folder: async () => checkout,
        },
        { warehouse, signal, on: () => {}, now: () => new Date() },
      )
      if (report.promotion === null) throw new Error(`production failed on ${day}: ${JSON.stringify(report.reasons)}`)
      options.onDay(day, report)
    }
  } finally {
    await warehouse.close()
  }
}
