import { type Kysely, sql } from 'kysely'

/** When production runs by itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('schedules')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('recipe', 'text', (column) => column.notNull())
    .addColumn('variation', 'text', (column) => column.notNull())
    .addColumn('repository', 'json', (column) => column.notNull())
    .addColumn('schedule', 'json', (column) => column.notNull())
    .addColumn('since', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addColumn('paused_by', 'text')
    .addColumn('late_told', 'timestamptz')
    .addPrimaryKeyConstraint('schedules_key', ['repository_id', 'recipe', 'variation'])
    .execute()
}
