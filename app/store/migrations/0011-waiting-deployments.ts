import { type Kysely, sql } from 'kysely'

/** Deployments of other workflows that wait for a verdict. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('waiting_deployments')
    .addColumn('repository_id', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('commit', 'text', (column) => column.notNull())
    .addColumn('repository', 'json', (column) => column.notNull())
    .addColumn('said', 'text')
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .addPrimaryKeyConstraint('waiting_deployments_key', ['repository_id', 'run_id', 'environment'])
    .execute()
}
