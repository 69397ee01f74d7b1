import { createHash, randomBytes } from 'node:crypto'
import type { Db } from './database.ts'

/** Pictures, fetched by GitHub's image proxy without credentials: the address itself is the secret. */
export function chartStore(db: Db) {
  return {
    /** Answers the picture's id: its content's hash, so that caches may keep it, and 128 random bits. */
    async keep(repositoryId: string, orderId: string, png: Uint8Array): Promise<string> {
      const content = createHash('sha256').update(png).digest('hex').slice(0, 16)
      const id = `${content}${randomBytes(16).toString('hex')}`
      await db.insertInto('charts').values({ id, repository_id: repositoryId, order_id: orderId, png }).execute()
      return id
    },

    async get(id: string): Promise<Uint8Array | null> {
      const row = await db.selectFrom('charts').select('png').where('id', '=', id).executeTakeFirst()
      return row?.png ?? null
    },

    /** Takes back all pictures of a repository; caches that have one keep it. Answers how many there were. */
    async revoke(repositoryId: string): Promise<number> {
      const { numDeletedRows } = await db
        .deleteFrom('charts')
        .where('repository_id', '=', repositoryId)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}
