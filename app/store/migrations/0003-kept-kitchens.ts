import type { Kysely } from 'kysely'

/** Kitchens that somebody keeps: for good, or until a moment. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('kitchens').addColumn('pinned_by', 'text').execute()
  await db.schema.alterTable('kitchens').addColumn('keep_until', 'timestamptz').execute()
}
