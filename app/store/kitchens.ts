import type { Db } from './database.ts'

/** What is remembered of a pull request: its one comment. */
export function kitchenStore(db: Db) {
  return {
    async commentOf(repositoryId: string, pullRequest: number): Promise<string | null> {
      const row = await db
        .selectFrom('kitchens')
        .select('comment_id')
        .where('repository_id', '=', repositoryId)
        .where('pull_request', '=', pullRequest)
        .executeTakeFirst()
      return row?.comment_id ?? null
    },

    async rememberComment(repositoryId: string, pullRequest: number, commentId: string): Promise<void> {
      await db
        .insertInto('kitchens')
        .values({ repository_id: repositoryId, pull_request: pullRequest, comment_id: commentId })
        .onConflict((conflict) =>
          conflict.columns(['repository_id', 'pull_request']).doUpdateSet({ comment_id: commentId }),
        )
        .execute()
    },
  }
}
