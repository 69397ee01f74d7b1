import type { Db } from './database.ts'

/** `fork`: its code may run; `budget`: it may cost more than its budget. */
export type Approved = 'fork' | 'budget'

export interface KeptAcceptance {
  /** `recipe.node.measure` */
  readonly measure: string
  readonly reason: string
  readonly actor: string
}

export interface MergeWish {
  readonly head: string
  readonly actor: string
}

/** What people with the right to have decided about a pull request. */
export function decisionStore(db: Db) {
  return {
    /** The newest word on a measure is the one that counts. */
    async accept(repositoryId: string, pullRequest: number, accepted: readonly KeptAcceptance[]): Promise<void> {
      for (const { measure, reason, actor } of accepted) {
        await db
          .insertInto('acceptances')
          .values({ repository_id: repositoryId, pull_request: pullRequest, measure, reason, actor })
          .onConflict((conflict) =>
            conflict.columns(['repository_id', 'pull_request', 'measure']).doUpdateSet({ reason, actor }),
          )
          .execute()
      }
    },

    async accepted(repositoryId: string, pullRequest: number): Promise<KeptAcceptance[]> {
      return db
        .selectFrom('acceptances')
        .select(['measure', 'reason', 'actor'])
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .orderBy('measure')
        .execute()
    },

    /** For one commit and no other: the next push needs it again. */
    async approve(
      repositoryId: string,
      pullRequest: number,
      head: string,
      what: Approved,
      actor: string,
    ): Promise<void> {
      await db
        .insertInto('approvals')
        .values({ repository_id: repositoryId, pull_request: pullRequest, head, what, actor })
        .onConflict((conflict) => conflict.columns(['repository_id', 'pull_request', 'head', 'what']).doNothing())
        .execute()
    },

    async approvalsOf(repositoryId: string, pullRequest: number, head: string): Promise<Approved[]> {
      const rows = await db
        .selectFrom('approvals')
        .select('what')
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .where('head', '=', head)
        .execute()
      return rows.map(({ what }) => what as Approved)
    },

    /** To be merged as soon as its gate is green, as long as it has this head. */
    async wishMerge(repositoryId: string, pullRequest: number, { head, actor }: MergeWish): Promise<void> {
      await db
        .insertInto('merge_wishes')
        .values({ repository_id: repositoryId, pull_request: pullRequest, head, actor })
        .onConflict((conflict) => conflict.columns(['repository_id', 'pull_request']).doUpdateSet({ head, actor }))
        .execute()
    },

    async mergeWish(repositoryId: string, pullRequest: number): Promise<MergeWish | null> {
      const row = await db
        .selectFrom('merge_wishes')
        .select(['head', 'actor'])
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .executeTakeFirst()
      return row ?? null
    },

    async dropMergeWish(repositoryId: string, pullRequest: number): Promise<void> {
      await db
        .deleteFrom('merge_wishes')
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .execute()
    },
  }
}
