import { sql } from 'kysely'
import type { RepositoryRef } from '../orders/order.ts'
import type { Db } from './database.ts'

/** A deployment of another workflow, which waits for a verdict on its commit. */
export interface WaitingDeployment {
  readonly repository: RepositoryRef
  /** The run that waits. */
  readonly runId: string
  readonly environment: string
  readonly commit: string
}

/** What it was told last; null: nothing. */
type Said = { readonly said: string | null }

export function waitingDeploymentStore(db: Db) {
  return {
    /** Keeps it until it is answered; a repetition is the same. */
    async keep({ repository, runId: run_id, environment, commit }: WaitingDeployment): Promise<void> {
      await db
        .insertInto('waiting_deployments')
        .values({
          ...{ repository_id: String(repository.id), run_id, environment, commit },
          repository: JSON.stringify(repository),
        })
        .onConflict((conflict) => conflict.columns(['repository_id', 'run_id', 'environment']).doNothing())
        .execute()
    },

    async of(repositoryId: string, commit: string): Promise<(WaitingDeployment & Said)[]> {
      const rows = await db
        .selectFrom('waiting_deployments')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .where('commit', '=', commit)
        .orderBy('at')
        .execute()
      return rows.map(({ repository, run_id, environment, said }) => ({
        ...{ repository: repository as RepositoryRef, runId: run_id, environment, commit, said },
      }))
    },

    /** The commits that something waits for. GitHub lets a run wait for 30 days; what is older is forgotten. */
    async commits(): Promise<Pick<WaitingDeployment, 'repository' | 'commit'>[]> {
      await db
        .deleteFrom('waiting_deployments')
        .where('at', '<', sql<Date>`clock_timestamp() - interval '30 days'`)
        .execute()
      const rows = await db
        .selectFrom('waiting_deployments')
        .select(['repository', 'commit'])
        .distinctOn(['repository_id', 'commit'])
        .orderBy('repository_id')
        .orderBy('commit')
        .execute()
      return rows.map(({ repository, commit }) => ({ repository: repository as RepositoryRef, commit }))
    },

    async said({ repository, runId, environment }: WaitingDeployment, said: string): Promise<void> {
      await db
        .updateTable('waiting_deployments')
        .set({ said })
        .where('repository_id', '=', String(repository.id))
        .where('run_id', '=', runId)
        .where('environment', '=', environment)
        .execute()
    },

    async answered({ repository, runId, environment }: WaitingDeployment): Promise<void> {
      await db
        .deleteFrom('waiting_deployments')
        .where('repository_id', '=', String(repository.id))
        .where('run_id', '=', runId)
        .where('environment', '=', environment)
        .execute()
    },
  }
}
