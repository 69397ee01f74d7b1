import type { Db } from './database.ts'

export interface Delivery {
  readonly id: string
  readonly event: string
  readonly key: string
  /** The body as GitHub signed it. */
  readonly payload: string
}

export interface StoredDelivery extends Delivery {
  readonly processed: boolean
}

/** A webhook that was given up. */
export interface ParkedDelivery {
  readonly id: string
  readonly event: string
  /** `owner/name`, where it says so. */
  readonly repository: string
  readonly at: Date
  readonly error: string
}

/** Webhooks as they came, until they were worked; of those only the id is kept, to know them again. */
export function deliveryStore(db: Db) {
  return {
    /** Keeps a delivery; a redelivery of the same id changes nothing. True when it has been processed already. */
    async keep(delivery: Delivery): Promise<{ processed: boolean }> {
      const row = await db
        .insertInto('deliveries')
        .values(delivery)
        // Touching the row makes RETURNING answer for one that was there before.
        .onConflict((conflict) => conflict.column('id').doUpdateSet((row) => ({ id: row.ref('excluded.id') })))
        .returning('processed_at')
        .executeTakeFirstOrThrow()
      return { processed: row.processed_at !== null }
    },

    async get(id: string): Promise<StoredDelivery | null> {
      const row = await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return null
      return { id: row.id, event: row.event, key: row.key, payload: row.payload, processed: row.processed_at !== null }
    },

    async processed(id: string): Promise<void> {
      await db
        .updateTable('deliveries')
        .set({ processed_at: new Date(), payload: '', parked_at: null, error: null })
        .where('id', '=', id)
        .execute()
    },

    /** Given up: it stays, with what went wrong, and a redelivery tries it again. */
    async parked(id: string, error: string): Promise<void> {
      await db.updateTable('deliveries').set({ parked_at: new Date(), error }).where('id', '=', id).execute()
    },

    /** Stored, and neither worked nor given up, oldest first. */
    async unprocessed(): Promise<{ id: string; key: string }[]> {
      return db
        .selectFrom('deliveries')
        .select(['id', 'key'])
        .where('processed_at', 'is', null)
        .where('parked_at', 'is', null)
        .orderBy('received_at')
        .execute()
    },

    /** When the newest delivery came; null: none ever did. */
    async newest(): Promise<Date | null> {
      const row = await db
        .selectFrom('deliveries')
        .select((select) => select.fn.max('received_at').as('at'))
        .executeTakeFirstOrThrow()
      return row.at
    },

    /** Those that were given up, the newest first; a hundred at most. */
    async allParked(): Promise<ParkedDelivery[]> {
      const rows = await db
        .selectFrom('deliveries')
        .select(['id', 'event', 'payload', 'parked_at', 'error'])
        .where('parked_at', 'is not', null)
        .orderBy('parked_at', 'desc')
        .limit(100)
        .execute()
      return rows.map(({ id, event, payload, parked_at, error }) => ({
        id,
        event,
        repository: String(JSON.parse(payload)?.repository?.full_name ?? ''),
        at: parked_at ?? new Date(0),
        error: error ?? '',
      }))
    },

    /** Lets one be worked again; null: it was not parked. */
    async unpark(id: string): Promise<{ id: string; key: string } | null> {
      const row = await db
        .updateTable('deliveries')
        .set({ parked_at: null, error: null })
        .where('id', '=', id)
        .where('parked_at', 'is not', null)
        .returning(['id', 'key'])
        .executeTakeFirst()
      return row ?? null
    },

    async countParked(): Promise<number> {
      const row = await db
        .selectFrom('deliveries')
        .select((select) => select.fn.countAll().as('count'))
        .where('parked_at', 'is not', null)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}
