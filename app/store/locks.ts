import type { Db } from './database.ts'

export interface Lock {
  /** `*` for all recipes. */
  readonly recipe: string
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

/** Which recipes' production is held. */
export function lockStore(db: Db) {
  return {
    /** False: it is held already; the lock that stands is not touched. */
    async lock(repositoryId: string, { recipe, reason, actor }: Omit<Lock, 'at'>): Promise<boolean> {
      const rows = await db
        .insertInto('locks')
        .values({ repository_id: repositoryId, recipe, reason, actor })
        .onConflict((conflict) => conflict.columns(['repository_id', 'recipe']).doNothing())
        .returning('recipe')
        .execute()
      return rows.length === 1
    },

    /** False: it was not held. */
    async unlock(repositoryId: string, recipe: string): Promise<boolean> {
      const rows = await db
        .deleteFrom('locks')
        .where('repository_id', '=', repositoryId)
        .where('recipe', '=', recipe)
        .returning('recipe')
        .execute()
      return rows.length === 1
    },

    async all(repositoryId: string): Promise<Lock[]> {
      return db
        .selectFrom('locks')
        .select(['recipe', 'reason', 'actor', 'at'])
        .where('repository_id', '=', repositoryId)
        .orderBy('recipe')
        .execute()
    },

    /** The locks that hold back something that touches these recipes. */
    async holding(repositoryId: string, recipes: readonly string[]): Promise<Lock[]> {
      const locks = await this.all(repositoryId)
      return locks.filter(({ recipe }) => recipe === '*' || recipes.includes(recipe))
    },
  }
}
