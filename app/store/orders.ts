import type { Report } from '../../recipes-schema/report/types.ts'
import type { OrderContent, Progress, RepositoryRef, StoredOrder, Written } from '../orders/order.ts'
import { type Moved, move, type OrderState, openStatuses, runOf, type Transition } from '../orders/state.ts'
import type { Db } from './database.ts'

/** Orders: what was asked, where each stands, and every state that it has been in. */
export function orderStore(db: Db) {
  const all = () => db.selectFrom('orders').selectAll()

  const get = async (id: string): Promise<StoredOrder | null> => {
    const row = await all().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : stored(row)
  }

  return {
    get,

    /** Requests an order. The id decides: the same one twice is one order. */
    async request(content: OrderContent): Promise<void> {
      const state: OrderState = { status: 'requested' }
      const row = {
        id: content.id,
        repository_id: String(content.repository.id),
        pull_request: content.pull_request ?? 0,
        kind: content.kind,
        environment: content.environment,
        status: state.status,
        revision: 0,
        state: JSON.stringify(state),
        content: JSON.stringify(content),
        checks: '{}',
      }
      await db
        .with('requested', (query) =>
          query
            .insertInto('orders')
            .values(row)
            .onConflict((conflict) => conflict.column('id').doNothing())
            .returning('id'),
        )
        .insertInto('order_history')
        .columns(['order_id', 'revision', 'state'])
        .expression((query) =>
          query
            .selectFrom('requested')
            .select((select) => [
              'id',
              select.val(0).as('revision'),
              select.cast<string>(select.val(row.state), 'json').as('state'),
            ]),
        )
        .execute()
    },

    /**
     * Moves an order on. The decision is made on one revision and written only on that one; when another has been
     * quicker it is made again on what that one left.
     */
    async advance(id: string, transition: Transition): Promise<Moved & { order: StoredOrder }> {
      for (;;) {
        const order = await get(id)
        if (order === null) throw new Error(`There is no order ${id}.`)
        const decided = move(order.state, transition)
        if (decided.type !== 'moved') return { ...decided, order }
        if (await write(db, id, order.revision, decided.state)) {
          return { ...decided, order: { ...order, state: decided.state, revision: order.revision + 1 } }
        }
      }
    },

    async keepReport(id: string, report: Report): Promise<void> {
      await db
        .updateTable('orders')
        .set({ report: JSON.stringify(report) })
        .where('id', '=', id)
        .execute()
    },

    async keepProgress(id: string, progress: Progress): Promise<void> {
      await db
        .updateTable('orders')
        .set({ progress: JSON.stringify(progress) })
        .where('id', '=', id)
        .execute()
    },

    /** Remembers what was written on GitHub, so that it is updated and not written again. */
    async keepWritten(id: string, written: Written): Promise<void> {
      const order = await get(id)
      const together = JSON.stringify({ ...order?.written, ...written })
      await db.updateTable('orders').set({ checks: together }).where('id', '=', id).execute()
    },

    async ofRun(repositoryId: string, runId: string): Promise<StoredOrder | null> {
      const row = await all().where('repository_id', '=', repositoryId).where('run_id', '=', runId).executeTakeFirst()
      return row === undefined ? null : stored(row)
    },

    /** All orders of a pull request, oldest first. */
    async ofPullRequest(repositoryId: string, pullRequest: number): Promise<StoredOrder[]> {
      const rows = await all()
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(stored)
    },

    /** All orders of an environment, oldest first. */
    async ofEnvironment(repositoryId: string, environment: string): Promise<StoredOrder[]> {
      const rows = await all()
        .where('repository_id', '=', repositoryId)
        .where('environment', '=', environment)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(stored)
    },

    /** Orders of an environment that have no end yet, oldest first. */
    async open(repositoryId: string, environment: string): Promise<StoredOrder[]> {
      const rows = await all()
        .where('repository_id', '=', repositoryId)
        .where('environment', '=', environment)
        .where('status', 'in', [...openStatuses])
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(stored)
    },

    /** Orders that a run has to bring on, and of which nothing has been heard since a moment, oldest first. */
    async quietSince(moment: Date): Promise<StoredOrder[]> {
      const rows = await all()
        .where('status', 'in', ['requested', 'dispatched', 'claimed', 'running'])
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('order_history')
                .select('order_id')
                .whereRef('order_history.order_id', '=', 'orders.id')
                .where('at', '>=', moment),
            ),
          ),
        )
        .orderBy('created_at')
        .limit(100)
        .execute()
      return rows.map(stored)
    },

    /** How many orders of each kind stand where, and since when the oldest of them is there. */
    async counts(): Promise<{ kind: string; status: string; count: number; oldest: Date }[]> {
      const rows = await db
        .selectFrom('orders')
        .select((select) => [
          'kind',
          'status',
          select.fn.countAll().as('count'),
          select.fn.min('created_at').as('oldest'),
        ])
        .groupBy(['kind', 'status'])
        .execute()
      return rows.map(({ kind, status, count, oldest }) => ({ kind, status, count: Number(count), oldest }))
    },

    /** The repositories that orders were ever made for, each as its newest order names it. */
    async repositories(): Promise<RepositoryRef[]> {
      const rows = await db
        .selectFrom('orders')
        .select('content')
        .distinctOn('repository_id')
        .orderBy('repository_id')
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map(({ content }) => (content as OrderContent).repository)
    },

    /** Orders that wait for their verdict. */
    async reported(): Promise<StoredOrder[]> {
      const rows = await all().where('status', '=', 'reported').orderBy('created_at').execute()
      return rows.map(stored)
    },

    /** The promotion or rollback before this one that has a Deployment, which is to become inactive. */
    async lastDeployment(repositoryId: string, exceptOrder: string): Promise<string | null> {
      const rows = await all()
        .where('repository_id', '=', repositoryId)
        .where('environment', '=', 'production')
        .where('status', '=', 'judged')
        .where('id', '<>', exceptOrder)
        .orderBy('created_at', 'desc')
        .limit(20)
        .execute()
      for (const row of rows.map(stored)) {
        if (row.state.status === 'judged' && row.state.verdict !== 'fail' && row.written.deployment)
          return row.written.deployment
      }
      return null
    },

    /** Every state that an order has been in, oldest first. */
    async history(id: string): Promise<OrderState[]> {
      const rows = await db
        .selectFrom('order_history')
        .select('state')
        .where('order_id', '=', id)
        .orderBy('revision')
        .execute()
      return rows.map((row) => row.state as OrderState)
    },
  }
}

/** One statement, because the store may not hold a transaction open: the state and its place in the history. */
async function write(db: Db, id: string, revision: number, state: OrderState): Promise<boolean> {
  const text = JSON.stringify(state)
  const rows = await db
    .with('moved', (query) =>
      query
        .updateTable('orders')
        .set({ state: text, status: state.status, run_id: runOf(state)?.id ?? null, revision: revision + 1 })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .returning(['id', 'revision']),
    )
    .insertInto('order_history')
    .columns(['order_id', 'revision', 'state'])
    .expression((query) =>
      query
        .selectFrom('moved')
        .select((select) => ['id', 'revision', select.cast<string>(select.val(text), 'json').as('state')]),
    )
    .returning('order_id')
    .execute()
  return rows.length === 1
}

interface Row {
  readonly content: unknown
  readonly state: unknown
  readonly revision: number
  readonly report: unknown
  readonly progress: unknown
  readonly checks: unknown
  readonly created_at: Date
}

/** The store wrote these texts itself, from these types. */
function stored(row: Row): StoredOrder {
  return {
    content: row.content as OrderContent,
    state: row.state as OrderState,
    revision: row.revision,
    report: row.report as Report | null,
    progress: row.progress as Progress | null,
    written: row.checks as Written,
    createdAt: row.created_at,
  }
}
