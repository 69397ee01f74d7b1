import type { RepositoryRef } from '../orders/order.ts'
import type { Timing } from '../schedule/slots.ts'
import type { Db } from './database.ts'

/** Which recipe, and as which of its variations. */
export interface Scheduled {
  readonly recipe: string
  /** Null: as it stands. */
  readonly variation: string | null
}

export interface StoredSchedule extends Scheduled {
  readonly repository: RepositoryRef
  readonly timing: Timing
  /** What came up to this moment has been dealt with. */
  readonly since: Date
  readonly pausedBy: string | null
  /** The moment of the run that was last told to be late. */
  readonly lateTold: Date | null
}

/** What runs production by itself, as the default branches have it. */
export function scheduleStore(db: Db) {
  const one = (repositoryId: string, { recipe, variation }: Scheduled) =>
    db
      .updateTable('schedules')
      .where('repository_id', '=', repositoryId)
      .where('recipe', '=', recipe)
      .where('variation', '=', variation ?? '')

  return {
    /** Takes over what a default branch says now. What was there before keeps its place in time and its pause. */
    async replace(
      repository: RepositoryRef,
      wanted: readonly (Scheduled & { readonly timing: Timing })[],
    ): Promise<void> {
      const repository_id = String(repository.id)
      for (const { recipe, variation, timing } of wanted) {
        const values = { repository: JSON.stringify(repository), schedule: JSON.stringify(timing) }
        await db
          .insertInto('schedules')
          .values({ repository_id, recipe, variation: variation ?? '', ...values })
          .onConflict((conflict) => conflict.columns(['repository_id', 'recipe', 'variation']).doUpdateSet(values))
          .execute()
      }
      const kept = new Set(wanted.map(({ recipe, variation }) => JSON.stringify([recipe, variation])))
      for (const { recipe, variation } of await this.of(repository_id))
        if (!kept.has(JSON.stringify([recipe, variation])))
          await db
            .deleteFrom('schedules')
            .where('repository_id', '=', repository_id)
            .where('recipe', '=', recipe)
            .where('variation', '=', variation ?? '')
            .execute()
    },

    async all(): Promise<StoredSchedule[]> {
      const rows = await db.selectFrom('schedules').selectAll().orderBy('repository_id').orderBy('recipe').execute()
      return rows.map(stored)
    },

    async of(repositoryId: string): Promise<StoredSchedule[]> {
      const rows = await db
        .selectFrom('schedules')
        .selectAll()
        .where('repository_id', '=', repositoryId)
        .orderBy('recipe')
        .orderBy('variation')
        .execute()
      return rows.map(stored)
    },

    async dealtWith(repositoryId: string, scheduled: Scheduled, moment: Date): Promise<void> {
      await one(repositoryId, scheduled).set({ since: moment }).execute()
    },

    async toldLate(repositoryId: string, scheduled: Scheduled, slot: Date): Promise<void> {
      await one(repositoryId, scheduled).set({ late_told: slot }).execute()
    },

    /** `by` null: it goes on, from this moment. */
    async pause(repositoryId: string, scheduled: Scheduled, by: string | null, now: Date): Promise<void> {
      await one(repositoryId, scheduled)
        .set({ paused_by: by, ...(by === null ? { since: now } : {}) })
        .execute()
    },
  }
}

interface Row {
  readonly repository: unknown
  readonly schedule: unknown
  readonly recipe: string
  readonly variation: string
  readonly since: Date
  readonly paused_by: string | null
  readonly late_told: Date | null
}

function stored({ repository, schedule, recipe, variation, since, paused_by, late_told }: Row): StoredSchedule {
  return {
    repository: repository as RepositoryRef,
    timing: schedule as Timing,
    recipe,
    variation: variation === '' ? null : variation,
    since,
    pausedBy: paused_by,
    lateTold: late_told,
  }
}
