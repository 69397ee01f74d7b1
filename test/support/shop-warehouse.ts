import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { carryOut } from '../../action/run/carry-out.ts'
import type { OrderRequest } from '../../action/run/order-request.ts'
import type { Progress } from '../../action/run/progress.ts'
import { openDuckdb } from '../../action/warehouses/duckdb.ts'
import type { Row, Warehouse } from '../../action/warehouses/warehouse.ts'
import type { Project } from '../../recipes-schema/recipe/types.ts'
import type { Report } from '../../recipes-schema/report/types.ts'
import { scratch } from './scratch.ts'

/** A real warehouse, DuckDB's if no other is asked for, with a source beside it, and orders carried out in it. */
export interface ShopWarehouse {
  readonly warehouse: Warehouse
  readonly folder: string
  /** Delivers the source `raw`: one row for each id. */
  deliver(ids: readonly number[]): Promise<void>
  produce(head: Project, over?: Partial<OrderRequest>, signal?: AbortSignal, now?: () => Date): Promise<Report>
  cook(base: Project, head: Project, over?: Partial<OrderRequest>): Promise<Report>
  rows(sql: string): Promise<Row[]>
  readonly progress: Progress[]
}

/** `open` gives another engine's warehouse. */
export async function shopWarehouse(open?: () => Promise<Warehouse>): Promise<ShopWarehouse> {
  const folder = await scratch()
  const never = new AbortController().signal
  const options = { waitMs: 0, onWait: () => {}, signal: never }
  const warehouse = await (open === undefined ? openDuckdb(join(folder, 'w.duckdb'), options) : open())
  onTestFinished(() => warehouse.close())
  const progress: Progress[] = []
  let count = 0
  const order = (
    request: Partial<OrderRequest> & Pick<OrderRequest, 'head' | 'base' | 'environment'>,
    signal = never,
    now = () => new Date(),
  ): Promise<Report> =>
    carryOut(
      {
        id: `order-${++count}`,
        kind: 'run',
        shas: { base: null, head: 'a'.repeat(40), merge_base: null },
        digest: null,
        actor: 'cook',
        pull_request: null,
        date: `2026-01-${String(count).padStart(2, '0')}`,
        force: [],
        jobs: 2,
        env: { ...process.env, DATA: folder },
        folder: async () => folder,
        ...request,
      },
      { warehouse, signal, on: (one) => progress.push(one), now },
    )
  return {
    warehouse,
    folder,
    progress,
    async deliver(ids) {
      await mkdir(join(folder, 'recipes/shop'), { recursive: true })
      await writeFile(join(folder, 'raw.csv'), `id,amount\n${ids.map((id) => `${id},${id * 10}`).join('\n')}\n`)
    },
    produce: (head, over = {}, signal, now) =>
      order({ head, base: null, environment: { name: 'production', schema: 'analytics' }, ...over }, signal, now),
    cook: (base, head, over = {}) =>
      order({ head, base, environment: { name: 'pr_1', schema: 'analytics__pr_1' }, pull_request: 1, ...over }),
    rows: (sql) => warehouse.ledger.rows(sql),
  }
}
