import type { Db } from './database.ts'

/** Ids of runner tokens that were used, for as long as they could be used again. */
export function runnerTokenStore(db: Db) {
  return {
    /** True the first time an id is seen, in whatever replica. */
    async spend(id: string, expiresAt: Date, now: Date): Promise<boolean> {
      await db.deleteFrom('runner_tokens').where('expires_at', '<', now).execute()
      const row = await db
        .insertInto('runner_tokens')
        .values({ id, expires_at: expiresAt })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
  }
}
