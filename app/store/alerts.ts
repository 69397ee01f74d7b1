import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Which channel was told of what. */
export interface ToldOf {
  readonly repositoryId: string
  /** The channel, by what galley.yaml says of it. */
  readonly channel: string
  readonly subject: string
}

export interface Told {
  /** Of this beginning; the next one of the same subject has another. */
  readonly key: string
  /** What the channel needs to tell the end by. */
  readonly reference: string | null
}

/** What was told and is not over yet, so that nothing is told twice and every end is told where its beginning was. */
export function alertStore(db: Db) {
  return {
    async find({ repositoryId, channel, subject }: ToldOf): Promise<Told | null> {
      const row = await db
        .selectFrom('alerts')
        .select(['key', 'reference'])
        .where('repository_id', '=', repositoryId)
        .where('channel', '=', channel)
        .where('subject', '=', subject)
        .executeTakeFirst()
      return row ?? null
    },

    /** `ends` false: news, which is remembered for 30 days. */
    async told({ repositoryId, channel, subject }: ToldOf, { key, reference }: Told, ends: boolean): Promise<void> {
      await db
        .deleteFrom('alerts')
        .where('ends', '=', false)
        .where('told_at', '<', sql<Date>`clock_timestamp() - interval '30 days'`)
        .execute()
      await db
        .insertInto('alerts')
        .values({ repository_id: repositoryId, channel, subject, key, reference, ends })
        .onConflict((conflict) => conflict.columns(['repository_id', 'channel', 'subject']).doNothing())
        .execute()
    },

    async over({ repositoryId, channel, subject }: ToldOf): Promise<void> {
      await db
        .deleteFrom('alerts')
        .where('repository_id', '=', repositoryId)
        .where('channel', '=', channel)
        .where('subject', '=', subject)
        .execute()
    },
  }
}
