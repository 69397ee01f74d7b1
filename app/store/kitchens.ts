import { sql } from 'kysely'
import type { OrderContent } from '../orders/order.ts'
import { openStatuses } from '../orders/state.ts'
import type { Db } from './database.ts'

/** A kitchen in which nothing has happened for a while. */
export interface IdleKitchen {
  /** Its newest order. */
  readonly content: OrderContent
  /** When something last happened to that order. */
  readonly since: Date
}

/** How long a kitchen is kept, by what people have said. */
export interface Keeping {
  readonly pinnedBy: string | null
  readonly until: Date | null
}

/** What is remembered of a pull request and its kitchen: the one comment, and who wants it kept. */
export function kitchenStore(db: Db) {
  const set = async (
    repositoryId: string,
    pullRequest: number,
    values: { comment_id?: string; pinned_by?: string | null; keep_until?: Date },
  ): Promise<void> => {
    await db
      .insertInto('kitchens')
      .values({ repository_id: repositoryId, pull_request: pullRequest, ...values })
      .onConflict((conflict) => conflict.columns(['repository_id', 'pull_request']).doUpdateSet(values))
      .execute()
  }
  const get = (repositoryId: string, pullRequest: number) =>
    db
      .selectFrom('kitchens')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('pull_request', '=', pullRequest)
      .executeTakeFirst()

  return {
    async commentOf(repositoryId: string, pullRequest: number): Promise<string | null> {
      return (await get(repositoryId, pullRequest))?.comment_id ?? null
    },

    rememberComment: (repositoryId: string, pullRequest: number, commentId: string): Promise<void> =>
      set(repositoryId, pullRequest, { comment_id: commentId }),

    /** `by` null: it is kept no longer than others. */
    pin: (repositoryId: string, pullRequest: number, by: string | null): Promise<void> =>
      set(repositoryId, pullRequest, { pinned_by: by }),

    keepUntil: (repositoryId: string, pullRequest: number, moment: Date): Promise<void> =>
      set(repositoryId, pullRequest, { keep_until: moment }),

    async keeping(repositoryId: string, pullRequest: number): Promise<Keeping> {
      const row = await get(repositoryId, pullRequest)
      return { pinnedBy: row?.pinned_by ?? null, until: row?.keep_until ?? null }
    },

    /** Kitchens that exist, nobody has pinned, and to which nothing has happened since a moment. */
    async idleSince(moment: Date): Promise<IdleKitchen[]> {
      const newest = db
        .selectFrom('orders')
        .select(['id', 'kind', 'status', 'content', 'repository_id', 'pull_request', 'environment'])
        .distinctOn(['repository_id', 'environment'])
        .where('environment', '<>', 'production')
        .orderBy('repository_id')
        .orderBy('environment')
        .orderBy('created_at', 'desc')
        .orderBy('id')
      const rows = await db
        .selectFrom(newest.as('newest'))
        .innerJoin('order_history', 'order_history.order_id', 'newest.id')
        .leftJoin('kitchens', (join) =>
          join
            .onRef('kitchens.repository_id', '=', 'newest.repository_id')
            .onRef('kitchens.pull_request', '=', 'newest.pull_request'),
        )
        .select(['newest.id', (select) => select.fn.max('order_history.at').as('since')])
        .where('newest.kind', '=', 'kitchen')
        .where('newest.status', 'not in', [...openStatuses])
        .where('kitchens.pinned_by', 'is', null)
        .groupBy('newest.id')
        .having(sql<boolean>`max(order_history.at) < ${moment}`)
        .execute()
      const contents = await Promise.all(
        rows.map(({ id }) => db.selectFrom('orders').select('content').where('id', '=', id).executeTakeFirstOrThrow()),
      )
      return rows.map(({ since }, at) => ({ content: contents[at]?.content as OrderContent, since }))
    },
  }
}
