import { type Kysely, sql } from 'kysely'

/** What has been told by alerts and is not over, and news that was told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alerts')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('ends', 'boolean', (column) => column.notNull())
    .addColumn('reference', 'text')
    .addColumn('told_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addPrimaryKeyConstraint('alerts_key', ['repository_id', 'channel', 'subject'])
    .execute()
}
